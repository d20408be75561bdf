package io.waybill.transfer.batch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.Sha256;
import java.util.function.Supplier;

/**
 * One file of a batch.
 *
 * @param path as it was sent
 * @param promised gives the digest that was sent with it, or null; throws when that is none, or the file cannot be taken
 * @param contentType media type, or null
 * @param size bytes, or null while unknown
 * @param bytes its content, paused; read it to its end before asking for the next entry
 */
record BatchEntry(String path, Supplier<Sha256> promised, String contentType, Long size, ReadStream<Buffer> bytes) {}
