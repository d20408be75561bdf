package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoredBytes;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes pieces one after the other, each asked for when the one before it is out: a reader that is slow holds up nothing but
 * them, and one that is gone frees what they hold. For one Vert.x context.
 */
public final class WritePieces {
    private final HttpServerResponse response;
    private final Supplier<Future<Optional<Piece>>> source;
    private final Promise<Void> done = Promise.promise();
    private StoredBytes current;
    private boolean waiting;

    private WritePieces(HttpServerResponse response, Supplier<Future<Optional<Piece>>> source) {
        this.response = response;
        this.source = source;
    }

    /** Some bytes of an answer. */
    public sealed interface Piece {}

    /** Bytes at hand: at most some hundred KiB. */
    public record Bytes(Buffer bytes) implements Piece {}

    /** Bytes that are read while they are written; closed here. */
    public record Stream(StoredBytes stream) implements Piece {}

    /** Writes all that {@code source} gives, until it gives none; does not end {@code response}. */
    public static Future<Void> to(HttpServerResponse response, Supplier<Future<Optional<Piece>>> source) {
        WritePieces writing = new WritePieces(response, source);
        response.closeHandler(gone -> writing.stop());
        writing.next();
        return writing.done.future();
    }

    /** Writes all of {@code stream}, which is closed then; does not end {@code response}. */
    public static Future<Void> to(HttpServerResponse response, StoredBytes stream) {
        Iterator<Piece> only = List.<Piece>of(new Stream(stream)).iterator();
        // Closed here too: of a reader who is gone already nothing is asked any more.
        return to(response, () -> Future.succeededFuture(only.hasNext() ? Optional.of(only.next()) : Optional.empty()))
                .onComplete(over -> stream.close());
    }

    private void next() {
        if (response.closed()) {
            stop();
            return;
        }
        source.get().onComplete(asked -> {
            if (asked.failed()) {
                done.tryFail(asked.cause());
            } else if (asked.result().isEmpty()) {
                done.tryComplete();
            } else {
                write(asked.result().get());
            }
        });
    }

    private void write(Piece piece) {
        if (piece instanceof Stream stored) {
            pipe(stored.stream());
        } else if (piece instanceof Bytes bytes && !done.future().isComplete()) {
            response.write(bytes.bytes());
            if (response.writeQueueFull()) {
                waiting = true;
                response.drainHandler(drained -> drained());
            } else {
                next();
            }
        }
    }

    /** The handler stays where it is: later drains are nothing new. */
    private void drained() {
        if (waiting) {
            waiting = false;
            next();
        }
    }

    private void pipe(StoredBytes stream) {
        if (done.future().isComplete()) {
            stream.close();
            return;
        }
        current = stream;
        stream.pipe().endOnComplete(false).to(response).onComplete(piped -> {
            current = null;
            stream.close();
            if (piped.failed()) {
                done.tryFail(piped.cause());
            } else {
                next();
            }
        });
    }

    private void stop() {
        done.tryFail(new WaybillException(ErrorCode.MALFORMED_REQUEST, "The reader of the answer is gone."));
        if (current != null) {
            current.close();
        }
    }
}
