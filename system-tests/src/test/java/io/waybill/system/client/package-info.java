/** Clients that hide nothing: plain HTTP, tus requests, bare sockets, a WebSocket. A test's wish comes in, wire bytes go out. */
package io.waybill.system.client;
