/**
 * The short way of a body through the gateway: from one connection of HTTP/1.1 to the other, below Vert.x and without a copy.
 * What the codec of one connection read comes in; the same buffers go out to the codec of the other, with back-pressure.
 */
package io.waybill.gateway.passage;
