package io.waybill.transfer.storage.s3;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends a request again when the store asks for patience: at most {@value #ATTEMPTS} times in all, waiting 100, 200,
 * 400 ms, each with up to half as much again at random so that replicas do not come back together.
 */
final class Retries {
    static final int ATTEMPTS = 4;

    private static final long FIRST_PAUSE_MILLIS = 100;

    private final Vertx vertx;

    Retries(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The answer, or the {@link S3Failed} of the last attempt; on the caller's context. */
    <T> Future<T> send(Request<T> request) {
        Promise<T> answer = Promise.promise();
        Context context = vertx.getOrCreateContext();
        attempt(context, request, 1, answer);
        return answer.future();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Both ends of the request end in the answer.
    private <T> void attempt(Context context, Request<T> request, int attempt, Promise<T> answer) {
        start(request)
                .whenComplete((value, thrown) -> context.runOnContext(now -> {
                    if (thrown == null) {
                        answer.complete(value);
                        return;
                    }
                    S3Failure failure = S3Failure.of(thrown);
                    if (!failure.isTransient() || attempt == ATTEMPTS) {
                        answer.fail(new S3Failed(failure));
                        return;
                    }
                    long pause = FIRST_PAUSE_MILLIS << (attempt - 1);
                    vertx.setTimer(
                            pause + ThreadLocalRandom.current().nextLong(pause / 2),
                            fired -> attempt(context, request, attempt + 1, answer));
                }));
    }

    private static <T> CompletableFuture<T> start(Request<T> request) {
        try {
            return request.start();
        } catch (Exception refusedBeforeSending) {
            return CompletableFuture.failedFuture(refusedBeforeSending);
        }
    }

    /** One request to the store, sent anew each time it is started. */
    interface Request<T> {
        CompletableFuture<T> start() throws Exception;
    }

    /** A request that failed for good; stays inside this package. */
    static final class S3Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient S3Failure failure;

        S3Failed(S3Failure failure) {
            super(failure.code(), failure.cause());
            this.failure = failure;
        }

        S3Failure failure() {
            return failure;
        }
    }
}
