package io.waybill.gateway.limits;

import io.vertx.core.AsyncResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is left here for one party of one limit. Tokens come out of the shared bucket in shares, the next of them before the last is
 * used up, so that one who is busy never waits; each is used once, on this replica. While the bucket cannot be reached, a bucket
 * of this replica alone takes its place. Safe for threads.
 *
 * <p>The bound: what is granted was taken out of the shared bucket before it is used, so that all replicas together never allow more
 * than quota and refill, plus what each has ahead, which is at most one and a half {@link Rate#largeShare()}.
 */
final class Allowance {
    /** How long this replica counts alone before it asks again. */
    private static final long ALONE_NANOS = 1_000_000_000;

    /** An empty bucket is not asked more often than this, however fast it fills. */
    private static final long DRY_NANOS = 50_000_000;

    private final String bucket;
    private final Rate rate;
    private final TokenSource source;
    private final LongSupplier nanoClock;
    private final TokenBucket own;
    private final Queue<Consumer<Verdict>> waiting = new ArrayDeque<>();

    private int ahead;
    private int share;
    private long askedAt;
    private boolean asking;
    private boolean known;
    private double level;
    private long levelAt;
    private long dryUntil;
    private long aloneUntil;
    private boolean alone;

    Allowance(String bucket, Rate rate, TokenSource source, LongSupplier nanoClock) {
        this.bucket = bucket;
        this.rate = rate;
        this.source = source;
        this.nanoClock = nanoClock;
        own = new TokenBucket(rate, nanoClock.getAsLong());
        share = rate.smallShare();
    }

    /** Takes one. Tells {@code then}: at once, on this thread, unless the shared bucket has to be asked first. */
    void take(Consumer<Verdict> then) {
        Verdict now;
        Claim claim = null;
        synchronized (this) {
            long nanos = nanoClock.getAsLong();
            now = decide(nanos);
            if (now == null) {
                waiting.add(then);
            }
            if (isAskingDue(nanos)) {
                claim = claim(nanos);
            }
        }
        if (now != null) {
            then.accept(now);
        }
        ask(claim);
    }

    /** Puts one back that was taken and not used. */
    synchronized void giveBack() {
        if (isAlone(nanoClock.getAsLong())) {
            own.giveBack();
        } else {
            ahead++;
        }
    }

    /** What is known at once; null when the answer of the shared bucket has to be awaited. */
    private Verdict decide(long nanos) {
        if (ahead > 0) {
            ahead--;
            return Verdict.allowed(rate, left(nanos));
        }
        if (isAlone(nanos)) {
            return own.take(nanos)
                    ? Verdict.allowed(rate, own.level(nanos))
                    : Verdict.refused(rate, rate.nanosFor(1 - own.level(nanos)));
        }
        if (!asking && known && dryUntil - nanos > 0) {
            return Verdict.refused(rate, dryUntil - nanos);
        }
        return null;
    }

    private boolean isAlone(long nanos) {
        alone &= aloneUntil - nanos > 0;
        return alone;
    }

    private boolean isAskingDue(long nanos) {
        boolean dry = known && dryUntil - nanos > 0;
        return !asking && !isAlone(nanos) && !dry && (!waiting.isEmpty() || ahead <= share / 2);
    }

    /** Whoever is quick gets a larger share the next time, whoever is not the smallest: it lies here unused. */
    private Claim claim(long nanos) {
        boolean quick = known && nanos - askedAt < rate.window().toNanos() / 10;
        share = quick ? Math.min(rate.largeShare(), share * 2) : rate.smallShare();
        asking = true;
        askedAt = nanos;
        return new Claim(bucket, rate, (int) Math.min(rate.quota(), (long) share + waiting.size()), !known);
    }

    private void ask(Claim claim) {
        if (claim != null) {
            source.lease(claim).onComplete(answer -> hear(claim, answer));
        }
    }

    private void hear(Claim claim, AsyncResult<Lease> answer) {
        List<Runnable> told = new ArrayList<>();
        Claim next = null;
        synchronized (this) {
            long nanos = nanoClock.getAsLong();
            asking = false;
            if (answer.succeeded()) {
                note(claim, answer.result(), nanos);
            } else {
                alone = true;
                aloneUntil = nanos + ALONE_NANOS;
            }
            for (Verdict verdict = waiting.isEmpty() ? null : decide(nanos);
                    verdict != null;
                    verdict = waiting.isEmpty() ? null : decide(nanos)) {
                Consumer<Verdict> then = waiting.remove();
                Verdict said = verdict;
                told.add(() -> then.accept(said));
            }
            if (!waiting.isEmpty()) {
                next = claim(nanos);
            }
        }
        told.forEach(Runnable::run);
        ask(next);
    }

    private void note(Claim claim, Lease lease, long nanos) {
        known = true;
        alone = false;
        ahead += lease.granted();
        level = lease.level();
        levelAt = nanos;
        dryUntil = lease.granted() < claim.wanted()
                ? nanos + Math.max(DRY_NANOS, rate.nanosFor(1 - lease.level()))
                : nanos;
    }

    private double left(long nanos) {
        return ahead + level + rate.in(nanos - levelAt);
    }
}
