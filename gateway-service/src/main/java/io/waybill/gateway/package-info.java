/**
 * Where every request enters Waybill. Untrusted HTTP comes in; requests of known shape, from known people, go out to the
 * services, and their answers come back byte for byte.
 */
package io.waybill.gateway;
