package io.waybill.gateway.limits;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Buckets as rows. Claims that come while others are on their way go together with the next statement; one is under way at a time,
 * however many parties there are. Safe for threads.
 */
final class PostgresTokens implements TokenSource {
    private static final int TOGETHER = 500;

    /** More would wait longer than anybody does. */
    private static final int MOST_WAITING = 20_000;

    private final Vertx vertx;
    private final Function<Callable<Map<String, Lease>>, Future<Map<String, Lease>>> beside;
    private final BucketRows rows;
    private final Duration patience;
    private final int mostFresh;

    private final Queue<Asked> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean late;
    private int fresh;

    private record Asked(Claim claim, Promise<Lease> answer) {}

    /**
     * @param beside does what blocks
     * @param patience how long anybody waits for the database
     * @param mostFresh how many buckets this replica makes rows of between two {@link #forgetFresh()}
     */
    PostgresTokens(
            Vertx vertx,
            Function<Callable<Map<String, Lease>>, Future<Map<String, Lease>>> beside,
            BucketRows rows,
            Duration patience,
            int mostFresh) {
        this.vertx = vertx;
        this.beside = beside;
        this.rows = rows;
        this.patience = patience;
        this.mostFresh = mostFresh;
    }

    @Override
    public Future<Lease> lease(Claim claim) {
        Asked asked = new Asked(claim, Promise.promise());
        synchronized (this) {
            if (late || waiting.size() >= MOST_WAITING || (claim.first() && fresh >= mostFresh)) {
                return Future.failedFuture(away());
            }
            fresh += claim.first() ? 1 : 0;
            waiting.add(asked);
        }
        send();
        return asked.answer().future();
    }

    /** Rows that were full again are gone: as many may be made anew. */
    synchronized void forgetFresh() {
        fresh = 0;
    }

    private void send() {
        List<Asked> together = new ArrayList<>();
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            // A party that was forgotten and came again may ask twice: a statement takes from a row once.
            Set<String> buckets = new HashSet<>();
            while (!waiting.isEmpty()
                    && together.size() < TOGETHER
                    && buckets.add(waiting.element().claim().bucket())) {
                together.add(waiting.remove());
            }
        }
        long timer = vertx.setTimer(Math.max(1, patience.toMillis()), over -> giveUp(together));
        List<Claim> claims = together.stream().map(Asked::claim).toList();
        beside.apply(() -> rows.take(claims)).onComplete(taken -> {
            vertx.cancelTimer(timer);
            synchronized (this) {
                busy = false;
                late = false;
            }
            Map<String, Lease> leases = taken.succeeded() ? new HashMap<>(taken.result()) : Map.of();
            for (Asked asked : together) {
                Lease lease = leases.get(asked.claim().bucket());
                if (lease == null) {
                    asked.answer().tryFail(away());
                } else {
                    asked.answer().tryComplete(lease);
                }
            }
            send();
        });
    }

    /** What these and those behind them wait for does not come in time. What it still brings is lost. */
    private void giveUp(List<Asked> together) {
        List<Asked> all = new ArrayList<>(together);
        synchronized (this) {
            late = true;
            all.addAll(waiting);
            waiting.clear();
        }
        all.forEach(asked -> asked.answer().tryFail(away()));
    }

    private static WaybillException away() {
        return new WaybillException(ErrorCode.DATABASE_UNAVAILABLE, "The shared count cannot be reached right now.");
    }
}
