package io.waybill.transfer.storage.s3;

import io.minio.Xml;
import io.minio.errors.XmlParserException;
import io.minio.messages.ErrorResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.waybill.transfer.storage.PartBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt to send the bytes of one object or part. No copy is made of them, so it is over only when the last write is: a
 * connection that still had some of them could send what their memory is used for next.
 */
final class S3Put {
    private static final int MOST_ERROR_BYTES = 64 << 10;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final PartBytes bytes;
    private final long silenceMillis;
    private final Promise<MultiMap> answer = Promise.promise();
    private Future<Void> written = Future.succeededFuture();
    private long watch = -1;
    private boolean over;

    /** @param silence how long the store may neither take bytes nor answer */
    S3Put(Vertx vertx, HttpClientRequest request, PartBytes bytes, Duration silence) {
        this.vertx = vertx;
        this.request = request;
        this.bytes = bytes;
        this.silenceMillis = silence.toMillis();
    }

    /** The header fields of a 200; otherwise fails with {@link Retries.S3Failed}. */
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to send bytes that saves the copy through the heap.
    Future<MultiMap> send() {
        request.exceptionHandler(this::broke);
        request.response().onSuccess(this::answered).onFailure(this::broke);
        watchAgain();
        List<Future<Void>> writes = new ArrayList<>();
        for (ByteBuffer piece : bytes.buffers()) {
            writes.add(
                    request.write(Buffer.buffer(Unpooled.wrappedBuffer(piece))).onSuccess(taken -> watchAgain()));
        }
        writes.add(request.end());
        written = Future.join(writes).mapEmpty();
        return answer.future()
                .transform(said -> written.transform(settled -> said.succeeded() && settled.failed()
                        ? Future.failedFuture(failure("", 0, settled.cause()))
                        : asFuture(said)));
    }

    private static Future<MultiMap> asFuture(io.vertx.core.AsyncResult<MultiMap> said) {
        return said.succeeded() ? Future.succeededFuture(said.result()) : Future.failedFuture(said.cause());
    }

    private void answered(HttpClientResponse response) {
        watchAgain();
        response.exceptionHandler(this::broke);
        if (response.statusCode() == 200) {
            response.endHandler(end -> {
                stopWatching();
                answer.tryComplete(response.headers());
            });
            return;
        }
        Buffer text = Buffer.buffer();
        response.handler(piece -> {
            if (text.length() + piece.length() <= MOST_ERROR_BYTES) {
                text.appendBuffer(piece);
            }
        });
        response.endHandler(end -> {
            fail(failure(codeIn(text), response.statusCode(), new IOException("HTTP " + response.statusCode())));
        });
    }

    private void broke(Throwable why) {
        fail(failure("", 0, why instanceof IOException ? why : new IOException(why)));
    }

    /**
     * Whatever of the bytes is still on its way is given up with the connection. That is closed below Vert.x, which would
     * first wait for what is written to it: a store that has stopped reading never takes that.
     */
    private void fail(Retries.S3Failed why) {
        stopWatching();
        answer.tryFail(why);
        request.reset(0, why);
        if (!written.isComplete()) {
            ((ConnectionBase) request.connection())
                    .channelHandlerContext()
                    .close()
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private static Retries.S3Failed failure(String code, int status, Throwable cause) {
        return new Retries.S3Failed(new S3Failure(code, status, cause));
    }

    private static String codeIn(Buffer text) {
        try {
            return String.valueOf(
                    Xml.unmarshal(ErrorResponse.class, text.toString()).code());
        } catch (XmlParserException | RuntimeException notTheWordsOfS3) {
            return "";
        }
    }

    private synchronized void watchAgain() {
        if (watch >= 0) {
            vertx.cancelTimer(watch);
        }
        if (!over) {
            watch = vertx.setTimer(silenceMillis, silent -> broke(new IOException("The object store was silent.")));
        }
    }

    private synchronized void stopWatching() {
        over = true;
        if (watch >= 0) {
            vertx.cancelTimer(watch);
            watch = -1;
        }
    }
}
