package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * The body of a request, one network buffer at a time and none before it is asked for: that is the whole back-pressure.
 * For one Vert.x context.
 */
public final class BodyChunks {
    private final ReadStream<Buffer> body;
    private final Queue<Buffer> early = new ArrayDeque<>(1);
    private Promise<Optional<Buffer>> asked;
    private boolean ended;
    private Throwable broken;

    /** Takes the body over, and pauses it. */
    public BodyChunks(ReadStream<Buffer> body) {
        this.body = body;
        body.pause();
        body.exceptionHandler(this::broke);
        body.endHandler(end -> ended());
        body.handler(this::arrived);
    }

    /** The next buffer; empty at the clean end; fails when the body broke. One question at a time. */
    public Future<Optional<Buffer>> next() {
        if (!early.isEmpty()) {
            return Future.succeededFuture(Optional.of(early.remove()));
        }
        if (broken != null) {
            return Future.failedFuture(broken);
        }
        if (ended) {
            return Future.succeededFuture(Optional.empty());
        }
        asked = Promise.promise();
        Future<Optional<Buffer>> answer = asked.future();
        body.fetch(1);
        return answer;
    }

    /** Gives up on the body: whoever waits for its next buffer is told {@code why}. */
    void abandon(Throwable why) {
        broke(why);
    }

    /** Whether somebody waits for the sender. */
    boolean isWaiting() {
        return asked != null;
    }

    private void arrived(Buffer chunk) {
        if (asked == null) {
            early.add(chunk);
        } else {
            take().complete(Optional.of(chunk));
        }
    }

    private void ended() {
        ended = true;
        if (asked != null) {
            take().complete(Optional.empty());
        }
    }

    private void broke(Throwable why) {
        fail(why instanceof WaybillException ? why : cutOff(why));
    }

    static WaybillException cutOff(Throwable cause) {
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST,
                "The body broke off. What was acknowledged is kept: ask for the offset.",
                cause);
    }

    private void fail(Throwable why) {
        if (!ended && broken == null) {
            broken = why;
            if (asked != null) {
                take().fail(why);
            }
        }
    }

    private Promise<Optional<Buffer>> take() {
        Promise<Optional<Buffer>> answer = asked;
        asked = null;
        return answer;
    }
}
