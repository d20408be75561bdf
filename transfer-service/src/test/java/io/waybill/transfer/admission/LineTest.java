package io.waybill.transfer.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final Turns turns = new Turns();
    private final Line line = new Line(turns);
    private final List<String> names = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    @Test
    void oneOwnersUploadsGoInTheOrderTheyCame() {
        wait("a1", "alice", 5, 1);
        wait("a2", "alice", 5, 2);
        wait("a3", "alice", 5, 3);

        assertThat(everybody()).containsExactly("a1", "a2", "a3");
    }

    @Test
    void aHigherPriorityGoesFirstWhoeverItIsAndHoweverLate() {
        wait("a5", "alice", 5, 1);
        wait("b0", "bob", 0, 2);
        wait("a10", "alice", 10, 3);
        wait("b9", "bob", 9, 4);

        assertThat(everybody()).containsExactly("a10", "b9", "a5", "b0");
    }

    @Test
    void ownersTakeTurnsHoweverManyOneOfThemHas() {
        IntStream.rangeClosed(1, 1_000).forEach(n -> wait("a" + n, "alice", 5, n));
        IntStream.rangeClosed(1, 2).forEach(n -> wait("b" + n, "bob", 5, 5_000 + n));
        wait("c1", "carol", 5, 6_000);

        assertThat(everybody().subList(0, 7)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }

    @Test
    void whoComesLaterGoesBeforeTheSecondOfWhoHadATurn() {
        IntStream.rangeClosed(1, 3).forEach(n -> wait("a" + n, "alice", 5, n));
        String first = next();
        wait("b1", "bob", 5, 100);

        assertThat(first).isEqualTo("a1");
        assertThat(everybody()).containsExactly("b1", "a2", "a3");
    }

    @Test
    void aTurnOfEarlierDaysCountsToo() {
        turns.served("alice", NOON.plusSeconds(50));
        turns.served("bob", NOON.plusSeconds(10));
        wait("a1", "alice", 5, 1);
        wait("b1", "bob", 5, 2);
        wait("c1", "carol", 5, 3);

        assertThat(everybody()).containsExactly("c1", "b1", "a1");
    }

    @Test
    void anOlderReportOfATurnChangesNothing() {
        turns.served("alice", NOON.plusSeconds(50));
        turns.served("alice", NOON);

        assertThat(turns.of("alice")).isEqualTo(NOON.plusSeconds(50));
    }

    @Test
    void turnsFollowEachOtherAlsoWithinOneMoment() {
        Instant first = turns.next("alice");

        assertThat(turns.next("bob")).isAfter(first);
    }

    @Test
    void anOwnerWhoMayNotGoHoldsNobodyUp() {
        wait("a1", "alice", 10, 1);
        wait("b1", "bob", 1, 2);

        assertThat(line.next(candidate -> !candidate.owner().equals("alice")))
                .hasValueSatisfying(waiter -> assertThat(name(waiter)).isEqualTo("b1"));
    }

    @Test
    void theLastOfWhoHasMostIsSentAwayFirst() {
        IntStream.rangeClosed(1, 3).forEach(n -> wait("a" + n, "alice", 10, n));
        wait("b1", "bob", 0, 99);

        assertThat(name(line.last())).isEqualTo("a3");
    }

    @Test
    void whoLeftIsNotInLineAnyMore() {
        wait("a1", "alice", 5, 1);

        assertThat(line.remove(waiters.get(0))).isTrue();
        assertThat(line.remove(waiters.get(0))).isFalse();
        assertThat(line.size()).isZero();
        assertThat(line.next(candidate -> true)).isEmpty();
    }

    private void wait(String name, String owner, int priority, long second) {
        Candidate candidate = new Candidate(UUID.randomUUID(), owner, priority, 1, true, true);
        Waiter waiter = new Waiter(candidate, NOON.plusSeconds(second), waiters.size(), () -> {});
        names.add(name);
        waiters.add(waiter);
        line.add(waiter);
    }

    private List<String> everybody() {
        List<String> order = new ArrayList<>();
        while (line.size() > 0) {
            order.add(next());
        }
        return order;
    }

    private String next() {
        Waiter waiter = line.next(candidate -> true).orElseThrow();
        line.remove(waiter);
        turns.next(waiter.candidate().owner());
        return name(waiter);
    }

    private String name(Waiter waiter) {
        return names.get(waiters.indexOf(waiter));
    }
}
