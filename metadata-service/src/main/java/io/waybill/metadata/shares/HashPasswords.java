package io.waybill.metadata.shares;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords on threads of its own, a few at once, so that nobody's guesses take the machine or its memory from others. What
 * finds too many waiting before it is refused: {@code busy}.
 */
@ApplicationScoped
public class HashPasswords {
    private final ThreadPoolExecutor threads;
    private final SecureRandom random = new SecureRandom();

    /** As many at once as {@code config} says. */
    @Inject
    public HashPasswords(ShareConfig config) {
        this(config.hashers(), config.waiting());
    }

    /** For the proxy of the container. */
    protected HashPasswords() {
        threads = null;
    }

    HashPasswords(int hashers, int waiting) {
        threads = new ThreadPoolExecutor(
                hashers, hashers, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), HashPasswords::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /** The hash of {@code password}, on the caller's context. Fails with {@code busy}. */
    Uni<PasswordHash> hash(String password) {
        return run(() -> PasswordHash.of(password, random));
    }

    /** Whether {@code kept} is the hash of {@code password}, on the caller's context. Fails with {@code busy}. */
    Uni<Boolean> matches(PasswordHash kept, String password) {
        return run(() -> kept.matches(password));
    }

    private <T> Uni<T> run(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            Context caller = Vertx.currentContext();
            Uni<T> done = Uni.createFrom()
                    .item(work)
                    .runSubscriptionOn(threads)
                    .onFailure(RejectedExecutionException.class)
                    .transform(full -> new WaybillException(
                            ErrorCode.BUSY, "Too many passwords are being looked at: try again in a moment.", full));
            return caller == null ? done : done.emitOn(next -> caller.runOnContext(now -> next.run()));
        });
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "password-hash");
        thread.setDaemon(true);
        return thread;
    }
}
