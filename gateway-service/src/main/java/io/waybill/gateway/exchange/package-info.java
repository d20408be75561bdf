/**
 * One request and its answer, from its first byte to its last. A request comes in; a request id, an answer (never half of
 * one that looks whole), one log line and a few counted numbers go out.
 */
package io.waybill.gateway.exchange;
