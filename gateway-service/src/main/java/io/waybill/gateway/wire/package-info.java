/**
 * What stands on every connection before a request is one. Bytes that never become a request, or stop becoming one, come in;
 * a problem and a closed connection go out, and a request that was under way ends as a broken one.
 */
package io.waybill.gateway.wire;
