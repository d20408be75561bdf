/**
 * The way of the bytes through the gateway. A request that may pass comes in; it goes to its service while it still
 * arrives, and the answer comes back the same way: each side waits for the other, nothing is kept whole, and what broke
 * off on one side breaks off on the other.
 */
package io.waybill.gateway.forwarding;
