package io.waybill.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {
    private static final Rate RATE = new Rate(600, Duration.ofMinutes(1));

    private final SettableNanos clock = new SettableNanos();
    private final SharedBucket shared = new SharedBucket();

    /** One bucket that answers at once, or when it is told to. */
    private final class SharedBucket implements TokenSource {
        private final Queue<Runnable> unanswered = new ArrayDeque<>();
        private boolean slow;
        private boolean away;
        private int asked;
        private double level = RATE.quota();
        private long countedAt = clock.getAsLong();

        @Override
        public Future<Lease> lease(Claim claim) {
            asked++;
            if (away) {
                return Future.failedFuture("away");
            }
            Promise<Lease> answer = Promise.promise();
            unanswered.add(() -> answer.complete(grant(claim)));
            if (!slow) {
                answer();
            }
            return answer.future();
        }

        void answer() {
            unanswered.remove().run();
        }

        private Lease grant(Claim claim) {
            long now = clock.getAsLong();
            level = Math.min((double) RATE.quota(), level + RATE.in(now - countedAt));
            countedAt = now;
            int granted = (int) Math.min(claim.wanted(), level);
            level -= granted;
            return new Lease(granted, level);
        }
    }

    @Test
    void allowsTheQuotaAndSaysWhatIsLeft() {
        Allowance allowance = replica();

        for (int i = 1; i <= RATE.quota(); i++) {
            assertThat(take(allowance).left()).isEqualTo(RATE.quota() - i);
        }

        Verdict refused = take(allowance);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.left()).isZero();
        assertThat(refused.seconds()).isEqualTo(1);
    }

    @Test
    void allowsTheNextWhenItSaidThatItWould() {
        Allowance allowance = replica();
        takeAll(allowance);
        Verdict refused = take(allowance);

        clock.advance(Duration.ofNanos(refused.nanosToNext()));

        assertThat(take(allowance).allowed()).isTrue();
    }

    @Test
    void doesNotAskForThoseWhoAreOver() {
        Allowance allowance = replica();
        takeAll(allowance);
        take(allowance);
        int asked = shared.asked;

        IntStream.range(0, 1_000).forEach(i -> take(allowance));

        assertThat(shared.asked).isEqualTo(asked);
    }

    @Test
    void asksFarLessOftenThanItIsAsked() {
        Allowance allowance = replica();

        takeAll(allowance);

        assertThat(shared.asked).as("questions for 600 requests").isLessThan(25);
    }

    @Test
    void sharesTheQuotaBetweenReplicas() {
        List<Allowance> replicas = List.of(replica(), replica(), replica());

        int allowed = 0;
        for (int i = 0; i < 3 * RATE.quota(); i++) {
            allowed += take(replicas.get(i % 3)).allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo((int) RATE.quota());
    }

    @Test
    void letsWaitWhoeverComesBeforeTheFirstAnswer() {
        shared.slow = true;
        Allowance allowance = replica();
        List<Verdict> verdicts = new ArrayList<>();

        IntStream.range(0, 20).forEach(i -> allowance.take(verdicts::add));
        assertThat(verdicts).isEmpty();
        assertThat(shared.asked).isEqualTo(1);
        shared.slow = false;
        shared.answer();

        assertThat(verdicts).hasSize(20).allMatch(Verdict::allowed);
    }

    @Test
    void neverWaitsWhileThereIsSomethingAhead() {
        Allowance allowance = replica();
        take(allowance);
        shared.slow = true;

        assertThat(take(allowance).allowed()).isTrue();
        assertThat(take(allowance).allowed()).isTrue();
    }

    @Test
    void countsAloneWhileTheBucketIsAwayAndThenSharesAgain() {
        shared.away = true;
        Allowance allowance = replica();
        assertThat(takeAll(allowance)).isEqualTo((int) RATE.quota());
        int asked = shared.asked;
        assertThat(asked).isEqualTo(1);
        assertThat(take(allowance).seconds()).isEqualTo(1);

        shared.away = false;
        clock.advance(Duration.ofSeconds(2));

        assertThat(take(allowance).allowed()).isTrue();
        assertThat(shared.asked).isGreaterThan(asked);
    }

    @Test
    void takesBackWhatWasNotUsed() {
        Allowance allowance = replica();
        takeAll(allowance);

        allowance.giveBack();

        assertThat(take(allowance).allowed()).isTrue();
        assertThat(take(allowance).allowed()).isFalse();
    }

    @Test
    void leavesALittleAheadForSomebodyRare() {
        Allowance rare = replica();
        for (int i = 0; i < 100; i++) {
            assertThat(take(rare).allowed()).isTrue();
            clock.advance(Duration.ofSeconds(30));
        }

        assertThat(shared.level).isGreaterThanOrEqualTo(RATE.quota() - 2.0 * RATE.smallShare());
    }

    /** Whatever comes when, at whichever replica, and however slow the answers are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverAllowsMoreThanQuotaAndRefillAndWhatReplicasHaveAhead(long seed) {
        Random random = new Random(seed);
        List<Allowance> replicas = IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(i -> replica())
                .toList();
        double ahead = 1.5 * RATE.largeShare() * replicas.size();
        long begin = clock.getAsLong();
        List<Long> allowedAt = new ArrayList<>();

        for (int i = 0; i < 6_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(random.nextInt(100) == 0 ? 20_000 : 40)));
            shared.slow = random.nextInt(4) == 0;
            if (!shared.unanswered.isEmpty() && random.nextBoolean()) {
                shared.answer();
            }
            replicas.get(random.nextInt(replicas.size())).take(verdict -> {
                if (verdict.allowed()) {
                    allowedAt.add(clock.getAsLong());
                }
            });
        }

        assertThat((double) allowedAt.size()).isLessThanOrEqualTo(RATE.quota() + RATE.in(clock.getAsLong() - begin));
        for (int from = 0; from < allowedAt.size(); from += 50) {
            for (int to = from; to < allowedAt.size(); to += 50) {
                double most = RATE.quota() + RATE.in(allowedAt.get(to) - allowedAt.get(from)) + ahead;
                assertThat((double) (to - from)).isLessThanOrEqualTo(most);
            }
        }
    }

    private Allowance replica() {
        return new Allowance("user:alice", RATE, shared, clock);
    }

    private static Verdict take(Allowance allowance) {
        List<Verdict> said = new ArrayList<>();
        allowance.take(said::add);
        assertThat(said).as("is told at once").hasSize(1);
        return said.get(0);
    }

    private static int takeAll(Allowance allowance) {
        int taken = 0;
        while (take(allowance).allowed()) {
            taken++;
        }
        return taken;
    }
}
