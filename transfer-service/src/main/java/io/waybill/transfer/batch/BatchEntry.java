package io.waybill.transfer.batch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * One file of a batch.
 *
 * @param path as it was sent
 * @param sha256 the hex digest that was sent with it, or null
 * @param contentType media type, or null
 * @param size bytes, or null while unknown
 * @param bytes its content, paused; read it to its end before asking for the next entry
 */
record BatchEntry(String path, String sha256, String contentType, Long size, ReadStream<Buffer> bytes) {}
