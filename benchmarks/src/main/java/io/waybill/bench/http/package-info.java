/**
 * The load generator's HTTP: blocking sockets and direct buffers, because it shares the machine with what it measures.
 * Bytes of no meaning go out, answers come in, and nothing is copied on the way.
 */
package io.waybill.bench.http;
