/**
 * A client's probe of the line comes in: some bytes and the round trip it saw. How large its parts and how many at a time
 * they should be goes out.
 */
package io.waybill.transfer.ping;
