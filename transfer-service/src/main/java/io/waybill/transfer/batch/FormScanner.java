package io.waybill.transfer.batch;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.upload.BodyChunks;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the boundaries in a multipart body (RFC 2046 §5.1.1) while that arrives; holds one network buffer of it. One
 * question at a time.
 */
final class FormScanner {
    private static final int MAX_LINE_BYTES = 8 << 10;

    private final BodyChunks body;
    private final byte[] delimiter;
    private Buffer chunk;
    private int at;

    FormScanner(ReadStream<Buffer> body, String boundary) {
        this.body = new BodyChunks(body);
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        // The first delimiter may stand at the very start, where no line ends before it.
        this.chunk = Buffer.buffer("\r\n");
    }

    /** The next bytes before the next delimiter; empty, and past the delimiter, when there are no more. */
    Future<Optional<Buffer>> content() {
        int found = find();
        if (found == at) {
            at += delimiter.length;
            return Future.succeededFuture(Optional.empty());
        }
        int upTo = found < 0 ? chunk.length() - delimiter.length + 1 : found;
        if (upTo <= at) {
            return more().compose(here -> content());
        }
        Buffer bytes = chunk.slice(at, upTo);
        at = upTo;
        return Future.succeededFuture(Optional.of(bytes));
    }

    /** Whether another part follows the delimiter that was just passed. */
    Future<Boolean> another() {
        if (chunk.length() - at < 2) {
            return more().compose(here -> another());
        }
        if (chunk.getByte(at) == '-' && chunk.getByte(at + 1) == '-') {
            return Future.succeededFuture(false);
        }
        return line().map(padding -> {
            if (!padding.isBlank()) {
                throw broken();
            }
            return true;
        });
    }

    /** The next line, without its end. */
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to look for a byte.
    Future<String> line() {
        int end = chunk.getByteBuf().indexOf(at, chunk.length(), (byte) '\n');
        if (end >= 0 ? end - at > MAX_LINE_BYTES : chunk.length() - at > MAX_LINE_BYTES) {
            throw broken();
        }
        if (end < 0) {
            return more().compose(here -> line());
        }
        if (end == at || chunk.getByte(end - 1) != '\r') {
            throw broken();
        }
        String line = chunk.getString(at, end - 1, StandardCharsets.UTF_8.name());
        at = end + 1;
        return Future.succeededFuture(line);
    }

    /** Reads what follows the last part, and drops it. */
    Future<Void> drain() {
        return body.next().compose(next -> next.isEmpty() ? Future.succeededFuture() : drain());
    }

    /** What is told of a form that cannot be read. */
    static WaybillException broken() {
        return Fields.malformed("The form is broken, or ends before its end. What is reported as stored is stored.");
    }

    private Future<Void> more() {
        return body.next().map(next -> {
            if (next.isEmpty()) {
                throw broken();
            }
            Buffer rest = chunk.slice(at, chunk.length());
            chunk = rest.length() == 0
                    ? next.get()
                    : Buffer.buffer().appendBuffer(rest).appendBuffer(next.get());
            at = 0;
            return null;
        });
    }

    /** Where the next whole delimiter begins, or -1. */
    @SuppressWarnings("deprecation") // as for line()
    private int find() {
        ByteBuf bytes = chunk.getByteBuf();
        int last = chunk.length() - delimiter.length;
        for (int i = at; i <= last; i++) {
            i = bytes.indexOf(i, last + 1, delimiter[0]);
            if (i < 0) {
                return -1;
            }
            if (isDelimiter(bytes, i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isDelimiter(ByteBuf bytes, int from) {
        for (int i = 1; i < delimiter.length; i++) {
            if (bytes.getByte(from + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }
}
