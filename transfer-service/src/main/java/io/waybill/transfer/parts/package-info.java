/**
 * The bytes of parts while they are in memory. Network buffers come in; off-heap part buffers with their SHA-256 go out,
 * all of them together under one hard cap.
 */
package io.waybill.transfer.parts;
