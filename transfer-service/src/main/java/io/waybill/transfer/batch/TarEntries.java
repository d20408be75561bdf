package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.upload.BodyChunks;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The files of a tar stream. Directories are passed over: a file makes those it needs. An entry of another kind, such as a
 * link, comes out with no content and the path that it has, for its reader to refuse.
 *
 * <p>The digest of a file is the pax record {@code WAYBILL.sha256} before it, its media type {@code WAYBILL.content-type}.
 */
final class TarEntries implements BatchEntries {
    private static final int MAX_EXTENDED = 64 << 10;

    private final BodyChunks body;
    private Buffer chunk = Buffer.buffer();
    private int at;
    private long unread;
    private Map<String, String> pax = Map.of();
    private String longName;

    TarEntries(ReadStream<Buffer> body) {
        this.body = new BodyChunks(body);
    }

    @Override
    public Future<Optional<BatchEntry>> next() {
        return skip(unread).compose(skipped -> exactly(TarHeader.BLOCK)).compose(block -> {
            TarHeader header = TarHeader.parse(block.getBytes());
            if (header == null) {
                return drain().map(end -> Optional.empty());
            }
            return switch (header.type()) {
                case TarHeader.PAX ->
                    extended(header).compose(bytes -> {
                        pax = PaxFields.parse(bytes);
                        return again();
                    });
                case TarHeader.GNU_LONG_NAME ->
                    extended(header).compose(bytes -> {
                        longName = new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
                        return again();
                    });
                case TarHeader.PAX_GLOBAL -> extended(header).compose(ignored -> again());
                default -> entry(header);
            };
        });
    }

    private Supplier<Future<Optional<Buffer>>> content(long length) {
        AtomicLong left = new AtomicLong(length);
        return () -> left.get() == 0
                ? Future.succeededFuture(Optional.empty())
                : read(left.get()).map(bytes -> {
                    left.addAndGet(-bytes.length());
                    return Optional.of(bytes);
                });
    }

    /** The next bytes of the entry, at most {@code most}. */
    private Future<Buffer> read(long most) {
        return available().map(here -> {
            if (here == 0) {
                throw cutOff();
            }
            int taken = (int) Math.min(here, most);
            Buffer bytes = chunk.slice(at, at + taken);
            at += taken;
            unread -= taken;
            return bytes;
        });
    }

    /** The next entry, from a fresh stack: a chunk may hold hundreds of headers. */
    private Future<Optional<BatchEntry>> again() {
        Promise<Optional<BatchEntry>> later = Promise.promise();
        Vertx.currentContext().runOnContext(now -> next().onComplete(later));
        return later.future();
    }

    private Future<Optional<BatchEntry>> entry(TarHeader header) {
        String size = pax.get("size");
        long length = size == null ? header.size() : number(size);
        String path = pax.getOrDefault("path", longName == null ? header.name() : longName);
        String sha256 = pax.get("WAYBILL.sha256");
        String contentType = pax.get("WAYBILL.content-type");
        pax = Map.of();
        longName = null;
        unread = length + TarHeader.padding(length);
        if (header.type() == TarHeader.DIRECTORY) {
            return again();
        }
        boolean file = header.type() == TarHeader.FILE;
        return Future.succeededFuture(Optional.of(new BatchEntry(
                path,
                () -> sha256 == null ? null : Sha256.ofHex(sha256),
                contentType,
                file ? length : null,
                file ? new EntryContent(content(length)) : null)));
    }

    private Future<byte[]> extended(TarHeader header) {
        if (header.size() > MAX_EXTENDED) {
            throw TarHeader.malformed("An extended header in the tar stream is longer than 64 KiB.");
        }
        int padding = TarHeader.padding(header.size());
        return exactly((int) header.size()).compose(bytes -> skip(padding).map(skipped -> bytes.getBytes()));
    }

    private Future<Buffer> exactly(int length) {
        return more(Buffer.buffer(length), length);
    }

    private Future<Buffer> more(Buffer soFar, int length) {
        if (soFar.length() == length) {
            return Future.succeededFuture(soFar);
        }
        return available().compose(here -> {
            if (here == 0) {
                throw cutOff();
            }
            int taken = Math.min(here, length - soFar.length());
            soFar.appendBuffer(chunk, at, taken);
            at += taken;
            return more(soFar, length);
        });
    }

    private Future<Void> skip(long length) {
        unread = 0;
        if (length == 0) {
            return Future.succeededFuture();
        }
        return available().compose(here -> {
            if (here == 0) {
                throw cutOff();
            }
            int taken = (int) Math.min(here, length);
            at += taken;
            return skip(length - taken);
        });
    }

    private Future<Void> drain() {
        at = chunk.length();
        return available().compose(here -> here == 0 ? Future.succeededFuture() : drain());
    }

    /** How many bytes are at hand, at least one; 0 at the end of the body. */
    private Future<Integer> available() {
        if (at < chunk.length()) {
            return Future.succeededFuture(chunk.length() - at);
        }
        return body.next().compose(next -> {
            if (next.isEmpty()) {
                return Future.succeededFuture(0);
            }
            chunk = next.get();
            at = 0;
            return available();
        });
    }

    private static long number(String digits) {
        try {
            long number = Long.parseLong(digits);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // the same answer as for a negative one
        }
        throw TarHeader.malformed("A size in the tar stream is not one.");
    }

    private static RuntimeException cutOff() {
        return TarHeader.malformed("The tar stream ends before its end. What is reported as stored is stored.");
    }
}
