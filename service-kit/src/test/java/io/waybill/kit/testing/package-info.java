/** For the tests of every service. A subject and roles come in; a token that the service under test accepts goes out. */
package io.waybill.kit.testing;
