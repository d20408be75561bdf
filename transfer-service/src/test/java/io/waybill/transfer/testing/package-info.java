/** What the tests of this service share: real parts around it, faults on demand, and clients that break off in mid-sentence. */
package io.waybill.transfer.testing;
