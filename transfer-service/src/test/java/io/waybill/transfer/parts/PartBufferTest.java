package io.waybill.transfer.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.integrity.Sha256Digests;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartBufferTest {
    private static final int SLAB = SlabPool.SLAB_BYTES;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void holdsOnlyTheSlabsItsBytesNeed() {
        SlabPool pool = pool(8);
        PartBuffer part = new PartBuffer(pool, 4L * SLAB);
        assertThat(pool.usedBytes()).isZero();

        part.append(Buffer.buffer(new byte[10]), 0);
        assertThat(pool.usedBytes()).isEqualTo(SLAB);
        part.append(Buffer.buffer(new byte[SLAB]), 0);
        assertThat(pool.usedBytes()).isEqualTo(2L * SLAB);

        part.release();
        part.release();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    @SuppressWarnings("deprecation") // As the network hands them over: over off-heap memory.
    void givesBackExactlyTheBytesAndTheirDigests() {
        byte[] bytes = random(2 * SLAB + 333);
        PartBuffer part = new PartBuffer(pool(8), bytes.length);
        int done = 0;
        for (int next = 1; done < bytes.length; next = next * 3 + 1) {
            int length = Math.min(next, bytes.length - done);
            byte[] chunk = Arrays.copyOfRange(bytes, done, done + length);
            Buffer source = next % 2 == 0
                    ? Buffer.buffer(chunk)
                    : Buffer.buffer(Unpooled.directBuffer().writeBytes(chunk));
            assertThat(part.append(source, 0)).isEqualTo(length);
            done += length;
        }
        ResumableSha256 whole = ResumableSha256.start();

        part.seal(whole);

        assertThat(part.isFull()).isTrue();
        assertThat(part.sizeBytes()).isEqualTo(bytes.length);
        assertThat(join(part)).isEqualTo(bytes);
        assertThat(part.sha256()).isEqualTo(digest(bytes)).isEqualTo(whole.digest());
        assertThat(part.buffers()).allMatch(ByteBuffer::isReadOnly);
    }

    @Test
    void takesNoMoreThanItsCapacityAndSaysHowMuch() {
        PartBuffer part = new PartBuffer(pool(2), 100);
        byte[] bytes = random(150);

        assertThat(part.append(Buffer.buffer(bytes), 0)).isEqualTo(100);
        assertThat(part.append(Buffer.buffer(bytes), 100)).isZero();

        PartBuffer next = new PartBuffer(pool(2), 100);
        assertThat(next.append(Buffer.buffer(bytes), 100)).isEqualTo(50);
        assertThat(join(next)).isEqualTo(Arrays.copyOfRange(bytes, 100, 150));
        assertThat(next.remainingBytes()).isEqualTo(50);
    }

    @Test
    void whenMemoryIsShortItIsToldToSpillAndGrowsWhenAnotherLetsGo() {
        SlabPool pool = pool(2);
        PartBuffer other = new PartBuffer(pool, SLAB);
        other.append(Buffer.buffer(new byte[SLAB]), 0);
        PartBuffer part = new PartBuffer(pool, 2L * SLAB);

        assertThat(part.append(Buffer.buffer(new byte[2 * SLAB]), 0)).isEqualTo(SLAB);
        Future<Boolean> impatient = part.grow(Duration.ofMillis(10));
        await().until(impatient::isComplete);
        assertThat(impatient.result()).isFalse();

        Future<Boolean> patient = part.grow(Duration.ofSeconds(30));
        other.release();
        await().until(patient::isComplete);
        assertThat(patient.result()).isTrue();
        assertThat(part.append(Buffer.buffer(new byte[2 * SLAB]), SLAB)).isEqualTo(SLAB);
    }

    @Test
    void aSlabThatArrivesAfterTheReleaseGoesBack() {
        SlabPool pool = pool(1);
        Slab only = pool.tryAcquire().orElseThrow();
        PartBuffer part = new PartBuffer(pool, SLAB);
        Future<Boolean> turn = part.grow(Duration.ofSeconds(30));
        part.release();

        only.release();

        await().until(turn::isComplete);
        assertThat(turn.result()).isFalse();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void anEmptyPartIsSealedWithTheDigestOfNothing() {
        PartBuffer part = new PartBuffer(pool(1), 10);
        assertThatThrownBy(part::sha256).isInstanceOf(IllegalStateException.class);

        part.seal();

        assertThat(part.sha256()).isEqualTo(Sha256.OF_NOTHING);
        assertThat(part.buffers()).isEmpty();
        assertThatThrownBy(() -> part.append(Buffer.buffer("x"), 0)).isInstanceOf(IllegalStateException.class);
        part.release();
        assertThatThrownBy(part::buffers).isInstanceOf(IllegalStateException.class);
    }

    private SlabPool pool(int slabs) {
        return new SlabPool(vertx, (long) slabs * SLAB);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(PartBuffer part) {
        ByteBuffer all = ByteBuffer.allocate((int) part.sizeBytes());
        part.buffers().forEach(all::put);
        return all.array();
    }

    private static Sha256 digest(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }
}
