package io.waybill.transfer.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.preview.render.Answer;
import io.waybill.transfer.preview.render.NoPicture;
import io.waybill.transfer.preview.render.Picture;
import io.waybill.transfer.preview.render.PictureKind;
import io.waybill.transfer.preview.render.Pictures;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.filesystem.FilesystemStore;
import io.waybill.transfer.testing.StoreView;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The renderer as a process. */
class DrawStoredTest {
    private static final long HEAP = 64L << 20;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private Vertx vertx;
    private FilesystemStore store;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        store = FilesystemStore.open(vertx, directory.resolve("store"), 4);
    }

    @AfterEach
    void close() {
        store.close();
        StoreView.await(vertx.close());
    }

    @Test
    void aStoredImageIsDrawnByAProcessOfItsOwn() {
        byte[] image = Pictures.halves("jpeg", 2000, 1000);

        Answer answer = await(draw(new Bounds(HEAP, LONG, 1 << 20), image));

        assertThat(answer).isInstanceOfSatisfying(Answer.Drawn.class, drawn -> assertThat(drawn.pictures())
                .extracting(Picture::width)
                .containsExactly(1024, 256));
        assertNobodyIsLeft();
    }

    @Test
    void whatTakesTooLongIsKilledAndWhatTakesTooMuchMemoryEnds() {
        byte[] image = Pictures.halves("png", 3000, 2500);

        assertThatThrownBy(() -> await(draw(new Bounds(HEAP, Duration.ofMillis(1), 1 << 20), image)))
                .isInstanceOfSatisfying(
                        NotDrawn.class, late -> assertThat(late.reason()).isEqualTo("deadline"));
        assertRefused(await(draw(new Bounds(8 << 20, LONG, 1 << 20), image)));
        assertNobodyIsLeft();
    }

    @Test
    void whatIsCutShortByTheEndOfTheServiceSaysNothingOfTheImage() {
        byte[] image = Pictures.halves("png", 3000, 2500);
        String key = StoreKeys.newObject();
        await(store.put(key, Made.of(image, false, Sha256Digests.start())));
        DrawStored drawing = drawing(new Bounds(HEAP, LONG, 1 << 20));

        Future<Answer> answer = drawing.draw(key, image.length, PictureKind.PNG);
        Awaitility.await().until(() -> renderers().findAny().isPresent());
        drawing.close();

        assertThatThrownBy(() -> await(answer)).isInstanceOfSatisfying(WaybillException.class, stopped -> assertThat(
                        stopped.code().isTransient())
                .isTrue());
        assertNobodyIsLeft();
    }

    @Test
    void whatIsLargerThanTheBoundIsNotEvenRead() {
        byte[] image = Pictures.halves("png", 30, 30);

        assertRefused(await(draw(new Bounds(HEAP, LONG, image.length - 1), image)));
    }

    @Test
    void anObjectThatIsGoneIsSaidToBe() {
        DrawStored drawing = drawing(new Bounds(HEAP, LONG, 1 << 20));

        assertThatThrownBy(() -> await(drawing.draw(StoreKeys.newObject(), 10, PictureKind.PNG)))
                .isInstanceOf(WaybillException.class);
        assertNobodyIsLeft();
    }

    @Test
    void noBytesAtAllAreDamaged() {
        byte[] start = Arrays.copyOf(Pictures.halves("png", 30, 30), 8);

        assertThat(await(draw(new Bounds(HEAP, LONG, 1 << 20), start)))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.why())
                        .isEqualTo(NoPicture.DAMAGED));
    }

    private Future<Answer> draw(PreviewSettings bounds, byte[] image) {
        String key = StoreKeys.newObject();
        PictureKind kind = image[0] == (byte) 0xFF ? PictureKind.JPEG : PictureKind.PNG;
        DrawStored drawing = drawing(bounds);
        return store.put(key, Made.of(image, false, Sha256Digests.start()))
                .compose(put -> drawing.draw(key, image.length, kind));
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
        } catch (ExecutionException failed) {
            throw (RuntimeException) failed.getCause();
        } catch (InterruptedException | TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }

    private DrawStored drawing(PreviewSettings bounds) {
        return new DrawStored(vertx, store, new RendererCommand(bounds), bounds);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.why())
                .isEqualTo(NoPicture.TOO_LARGE));
    }

    /** What has answered still takes a moment to end. */
    private static void assertNobodyIsLeft() {
        Awaitility.await().untilAsserted(() -> assertThat(renderers()).isEmpty());
    }

    private static Stream<ProcessHandle> renderers() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().commandLine().orElse("").contains("preview.render.Renderer"));
    }

    private record Bounds(long heapBytes, Duration deadline, long maxBytes) implements PreviewSettings {
        @Override
        public int workers() {
            return 1;
        }

        @Override
        public Duration interval() {
            return deadline;
        }

        @Override
        public Duration rest() {
            return Duration.ZERO;
        }

        @Override
        public Duration lease() {
            return deadline;
        }

        @Override
        public int maxAttempts() {
            return 2;
        }

        @Override
        public Duration backOff() {
            return deadline;
        }

        @Override
        public MemorySize maxImageBytes() {
            return new MemorySize(BigInteger.valueOf(maxBytes));
        }

        @Override
        public long maxPixels() {
            return 40_000_000;
        }

        @Override
        public MemorySize maxPdfBytes() {
            return maxImageBytes();
        }

        @Override
        public MemorySize rendererHeap() {
            return new MemorySize(BigInteger.valueOf(heapBytes));
        }
    }
}
