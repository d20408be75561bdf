package io.waybill.transfer.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line before a PostgreSQL of its own; a new {@link Admission} is a replica that was just started. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class AdmissionIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    @Inject
    PlaceRows rows;

    private final Map<String, UUID> ids = new HashMap<>();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Slot> slots = Collections.synchronizedMap(new HashMap<>());
    private final Map<String, ErrorCode> refused = Collections.synchronizedMap(new HashMap<>());
    private String alice;
    private String bob;

    @BeforeEach
    void freshOwners() {
        wait(pool.query("delete from admission_place").execute());
        alice = "alice-" + UUID.randomUUID();
        bob = "bob-" + UUID.randomUUID();
    }

    @Test
    void thereIsNoPlaceForWhoNeedNotWait() {
        Admission replica = replica(new Bounds(2, LONG, LONG, 100));

        Slot slot = replica.tryEnter(candidate("a", alice, 5)).orElseThrow();

        assertThat(replica.active()).isOne();
        assertThat(places()).isZero();
        slot.end();
        slot.end();
        assertThat(replica.active()).isZero();
    }

    @Test
    void aFullReplicaLetsInByPriorityAndThenOwnerByOwner() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(replica);
        enter(replica, "a1", alice, 5);
        enter(replica, "a2", alice, 5);
        enter(replica, "a3", alice, 5);
        enter(replica, "b1", bob, 5);
        enter(replica, "b9", bob, 9);
        awaitPlaces(5);

        held.end();
        serveAll(5);

        assertThat(served).startsWith("b9", "a1").containsSubsequence("a1", "b1", "a2", "a3");
        await().untilAsserted(() -> assertThat(places()).isZero());
    }

    @Test
    void theOrderSurvivesARestart() {
        Admission before = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(before);
        enter(before, "a1", alice, 5);
        enter(before, "a2", alice, 5);
        enter(before, "b1", bob, 5);
        enter(before, "b2", bob, 5);
        enter(before, "a9", alice, 9);
        awaitPlaces(5);
        held.end();
        await().until(() -> served.contains("a9"));
        await().untilAsserted(() -> assertThat(places()).isEqualTo(4));

        before.close();
        await().until(() -> refused.size() == 4);
        assertThat(refused.values()).containsOnly(ErrorCode.UNAVAILABLE);
        served.clear();
        placed.clear();
        Admission after = replica(new Bounds(1, LONG, LONG, 100));
        Slot again = hold(after);
        enter(after, "b2", bob, 5);
        enter(after, "a2", alice, 5);
        enter(after, "b1", bob, 5);
        enter(after, "a1", alice, 5);
        await().untilAsserted(() -> assertThat(placed).contains("b2", "a2", "b1", "a1"));
        again.end();
        serveAll(4);

        // Alice had the last turn before the restart.
        assertThat(served).containsExactly("b1", "a1", "b2", "a2");
    }

    @Test
    void whoComesBackHasItsOldPlace() {
        Admission impatient = replica(new Bounds(1, Duration.ofMillis(300), LONG, 100));
        hold(impatient);
        enter(impatient, "a1", alice, 5);
        await().until(() -> refused.get("a1") == ErrorCode.QUEUED);
        assertThat(places()).isOne();
        placed.clear();

        Admission patient = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(patient);
        enter(patient, "a2", alice, 5);
        enter(patient, "a1", alice, 5);
        awaitPlaces(2);
        await().untilAsserted(() -> assertThat(placed).contains("a1", "a2"));
        held.end();
        serveAll(2);

        assertThat(served).containsExactly("a1", "a2");
    }

    @Test
    void aPlaceThatNobodyComesBackToIsGivenUp() {
        Admission replica = replica(new Bounds(1, Duration.ofMillis(100), Duration.ZERO, 100));
        hold(replica);
        enter(replica, "a1", alice, 5);
        await().until(() -> refused.get("a1") == ErrorCode.QUEUED);

        await().untilAsserted(() -> assertThat(find("a1")).isEmpty());
        await().untilAsserted(() -> {
            wait(rows.sweep());
            assertThat(places()).isZero();
        });
    }

    @Test
    void aClientThatIsGoneHoldsNobodyUp() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(replica);
        Connection line = enter(replica, "a1", alice, 10);
        enter(replica, "b1", bob, 0);
        awaitPlaces(2);

        line.goAway();
        held.end();
        serveAll(1);

        assertThat(served).containsExactly("b1");
        assertThat(refused).containsKey("a1");
        assertThat(find("a1")).isPresent();
    }

    @Test
    void whoCannotComeBackLeavesNoPlace() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        hold(replica);
        Connection line = enter(replica, "a1", new Candidate(id("a1"), alice, 5, 1, false, false));
        awaitPlaces(1);

        line.goAway();

        await().untilAsserted(() -> assertThat(places()).isZero());
    }

    @Test
    void theLastOfWhoHasMostInLineAreSentAway() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 3));
        hold(replica);
        enter(replica, "b1", bob, 0);
        awaitPlaces(1);
        for (int n = 1; n <= 4; n++) {
            enter(replica, "a" + n, alice, 5);
            awaitPlaces(1 + n);
        }

        await().until(() -> refused.size() == 2);
        assertThat(refused).containsOnlyKeys("a3", "a4").containsValue(ErrorCode.QUEUED);
        assertThat(replica.queued()).isEqualTo(3);
    }

    @Test
    void aNewerRequestForTheSameUploadTakesThePlaceOfTheOlder() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(replica);
        enter(replica, "a1", alice, 5);
        enter(replica, "a2", alice, 5);
        awaitPlaces(2);

        enter(replica, "a1", alice, 5);
        await().until(() -> refused.get("a1") == ErrorCode.UPLOAD_SUPERSEDED);
        held.end();
        serveAll(2);

        assertThat(served).containsExactly("a1", "a2");
    }

    @Test
    void whoWaitsForAnUploadThatHasEndedLeaves() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        hold(replica);
        enter(replica, "a1", alice, 5);
        awaitPlaces(1);

        replica.dismiss(id("other"), new WaybillException(ErrorCode.UPLOAD_GONE, "another one"));
        assertThat(replica.queued()).isOne();
        replica.dismiss(id("a1"), new WaybillException(ErrorCode.UPLOAD_GONE, "this one"));

        await().until(() -> refused.get("a1") == ErrorCode.UPLOAD_GONE);
        assertThat(replica.queued()).isZero();
    }

    @Test
    void anotherOwnerIsLetInWhileOneHasItsShareAndAThousandMore() {
        Admission replica =
                new Admission(vertx, rows, new Bounds(4, LONG, LONG, 5_000, 0.75), new SimpleMeterRegistry());
        for (int n = 0; n < 3; n++) {
            assertThat(replica.tryEnter(candidate("active" + n, alice, 10))).isPresent();
        }
        for (int n = 0; n < 1_000; n++) {
            enter(replica, "a" + n, alice, 10);
        }

        assertThat(replica.queued()).isEqualTo(1_000);
        assertThat(replica.tryEnter(candidate("one more", alice, 10))).isEmpty();
        assertThat(replica.tryEnter(candidate("b", bob, 0))).isPresent();
        replica.close();
        await().untilAsserted(() -> assertThat(refused).hasSize(1_000));
    }

    @Test
    void theConnectionsOfOneUploadComeInTogether() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        Slot held = hold(replica);
        Candidate part = new Candidate(id("parts"), alice, 5, 1, false, true);
        enter(replica, "p1", part);
        enter(replica, "p2", part);
        enter(replica, "b1", bob, 5);
        awaitPlaces(2);

        held.end();
        await().until(() -> served.size() == 2);

        assertThat(served).containsExactly("p1", "p2");
        assertThat(replica.tryEnter(part)).isPresent();
        assertThat(replica.tryEnter(candidate("c1", alice, 10))).isEmpty();
        assertThat(replica.active()).isOne();
    }

    @Test
    void whoTakesOverFromAnOlderRequestPassesTheLine() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        Candidate writer = candidate("w", alice, 0);
        Slot older = replica.tryEnter(writer).orElseThrow();
        enter(replica, "b1", bob, 10);

        Slot newer = replica.tryEnter(writer).orElseThrow();
        older.end();
        assertThat(served).isEmpty();
        newer.end();

        serveAll(1);
    }

    @Test
    void ofAPlaceItIsKnownHowManyAreAhead() {
        Admission replica = replica(new Bounds(1, LONG, LONG, 100));
        hold(replica);
        enter(replica, "a1", alice, 10);
        enter(replica, "a2", alice, 10);
        enter(replica, "a3", alice, 10);
        enter(replica, "b1", bob, 10);
        enter(replica, "b0", bob, 9);
        awaitPlaces(5);

        assertThat(ahead("a1")).isZero();
        assertThat(ahead("b1")).isEqualTo(1);
        assertThat(ahead("a2")).isEqualTo(2);
        assertThat(ahead("a3")).isEqualTo(3);
        assertThat(ahead("b0")).isEqualTo(4);
        assertThat(wait(rows.waiting(List.of(id("a1"), UUID.randomUUID())))).containsOnlyKeys(id("a1"));
    }

    private final List<String> placed = Collections.synchronizedList(new ArrayList<>());

    private Admission replica(Bounds bounds) {
        return new Admission(vertx, rows, bounds, new SimpleMeterRegistry());
    }

    private static Slot hold(Admission replica) {
        return replica.tryEnter(new Candidate(UUID.randomUUID(), "holder", 5, 1, true, true))
                .orElseThrow();
    }

    private UUID id(String name) {
        return ids.computeIfAbsent(name, unknown -> UUID.randomUUID());
    }

    private Candidate candidate(String name, String owner, int priority) {
        return new Candidate(id(name), owner, priority, 1, true, true);
    }

    private Connection enter(Admission replica, String name, String owner, int priority) {
        return enter(replica, name, candidate(name, owner, priority));
    }

    private Connection enter(Admission replica, String name, Candidate candidate) {
        Connection body = new Connection();
        replica.enter(candidate, body, () -> placed.add(name))
                .onSuccess(slot -> {
                    slots.put(name, slot);
                    served.add(name);
                })
                .onFailure(why -> refused.put(name, ((WaybillException) why).code()));
        return body;
    }

    private void serveAll(int count) {
        for (int n = 1; n <= count; n++) {
            int wanted = n;
            await().until(() -> served.size() >= wanted);
            slots.get(served.get(n - 1)).end();
        }
        assertThat(served).hasSize(count);
    }

    private void awaitPlaces(long count) {
        await().untilAsserted(() -> assertThat(places()).isEqualTo(count));
    }

    private long places() {
        return wait(pool.preparedQuery("select count(*) from admission_place where owner = any($1::text[])")
                        .execute(Tuple.of((Object) new String[] {alice, bob})))
                .iterator()
                .next()
                .getLong(0);
    }

    private long ahead(String name) {
        return find(name).orElseThrow().ahead();
    }

    private Optional<Place> find(String name) {
        return wait(rows.find(id(name)));
    }

    private static <T> T wait(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private record Bounds(int maxUploads, Duration maxWait, Duration keep, int maxWaiting, double ownerShare)
            implements AdmissionSettings {
        Bounds(int maxUploads, Duration maxWait, Duration keep, int maxWaiting) {
            this(maxUploads, maxWait, keep, maxWaiting, 1);
        }

        @Override
        public MemorySize bytesInFlight() {
            return new MemorySize(BigInteger.valueOf(1 << 20));
        }
    }

    /** The body of a request whose client can go away. */
    private static final class Connection implements ReadStream<Buffer> {
        private Handler<Throwable> broken;

        void goAway() {
            broken.handle(new IllegalStateException("gone"));
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            broken = handler;
            return this;
        }

        @Override
        public ReadStream<Buffer> handler(Handler<Buffer> handler) {
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            return this;
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(Handler<Void> handler) {
            return this;
        }
    }
}
