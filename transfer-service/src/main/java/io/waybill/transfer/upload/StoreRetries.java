package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Tries a call to the store again, from bytes that are still in memory, when the store was away: three times, ever later. */
final class StoreRetries {
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final Vertx vertx;

    StoreRetries(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The first success of an idempotent {@code call}, or its last failure. */
    <T> Future<T> call(Supplier<Future<T>> call) {
        return attempt(call, 1);
    }

    private <T> Future<T> attempt(Supplier<Future<T>> call, int number) {
        return call.get().recover(failure -> {
            boolean away = failure instanceof WaybillException known && known.code() == ErrorCode.STORE_UNAVAILABLE;
            return away && number < ATTEMPTS
                    ? pause(number).compose(rested -> attempt(call, number + 1))
                    : Future.failedFuture(failure);
        });
    }

    private Future<Void> pause(int number) {
        long longest = FIRST_PAUSE_MILLIS << (2 * (number - 1));
        Promise<Void> over = Promise.promise();
        vertx.setTimer(ThreadLocalRandom.current().nextLong(longest / 2, longest) + 1, fired -> over.complete());
        return over.future();
    }
}
