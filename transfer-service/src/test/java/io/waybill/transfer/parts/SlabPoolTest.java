package io.waybill.transfer.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void neverLendsMoreThanItsCap() {
        SlabPool pool = pool(3);
        List<Slab> lent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lent.add(pool.tryAcquire().orElseThrow());
        }

        assertThat(pool.tryAcquire()).isEmpty();
        assertThat(pool.usedBytes()).isEqualTo(pool.capBytes()).isEqualTo(3L * SlabPool.SLAB_BYTES);

        lent.forEach(Slab::release);
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void aSlabReleasedTwiceComesBackOnce() {
        SlabPool pool = pool(2);
        Slab slab = pool.tryAcquire().orElseThrow();
        slab.release();
        slab.release();

        assertThat(pool.tryAcquire()).isPresent();
        assertThat(pool.tryAcquire()).isPresent();
        assertThat(pool.tryAcquire()).isEmpty();
        assertThatThrownBy(slab::view).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitersAreServedInTheOrderTheyCameAndNobodyOvertakes() {
        SlabPool pool = pool(1);
        Slab only = pool.tryAcquire().orElseThrow();
        List<Integer> served = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            pool.acquire().onSuccess(slab -> {
                served.add(number);
                assertThat(pool.tryAcquire()).isEmpty();
                slab.release();
            });
        }
        assertThat(pool.waiting()).isEqualTo(5);

        only.release();

        await().until(() -> served.size() == 5);
        assertThat(served).isSorted();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void whoRunsOutOfPatienceIsToldToSpillAndWaitsNoMore() {
        SlabPool pool = pool(1);
        Slab only = pool.tryAcquire().orElseThrow();
        Future<Optional<Slab>> turn = pool.acquire(Duration.ofMillis(20));

        await().until(turn::isComplete);

        assertThat(turn.result()).isEmpty();
        assertThat(pool.waiting()).isZero();
        only.release();
        assertThat(pool.tryAcquire()).isPresent();
    }

    @Test
    void manyUsersOfALittleMemoryAllGetTheirTurnAndNothingLeaks() {
        SlabPool pool = pool(4);
        AtomicInteger finished = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            int number = i;
            vertx.runOnContext(start -> pool.acquire()
                    .onSuccess(first -> pool.acquire(Duration.ofMillis(5)).onSuccess(second -> {
                        second.ifPresent(Slab::release);
                        first.release();
                        if (number % 3 == 0) {
                            first.release();
                        }
                        finished.incrementAndGet();
                    })));
        }

        await().until(() -> finished.get() == 500);
        assertThat(pool.usedBytes()).isZero();
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void lessThanOneSlabIsRefused() {
        assertThatThrownBy(() -> new SlabPool(vertx, SlabPool.SLAB_BYTES - 1))
                .hasMessageContaining("waybill.parts.memory");
    }

    private SlabPool pool(int slabs) {
        return new SlabPool(vertx, (long) slabs * SlabPool.SLAB_BYTES + 17);
    }
}
