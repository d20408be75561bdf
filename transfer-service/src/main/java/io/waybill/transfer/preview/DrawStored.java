package io.waybill.transfer.preview;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.preview.render.Answer;
import io.waybill.transfer.preview.render.NoPicture;
import io.waybill.transfer.preview.render.PictureKind;
import io.waybill.transfer.preview.render.Renderer;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StoredBytes;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a stored object drawn by a {@link Renderer}, a process of its own: its bytes go from the store through a pipe, a buffer at a
 * time, and are whole nowhere but there. Whatever happens, the process is gone when this is over.
 */
@ApplicationScoped
public class DrawStored {
    /** One thread writes to a renderer while another one reads from it. */
    private static final int THREADS_EACH = 2;

    private static final long END_SECONDS = 5;

    private final Vertx vertx;
    private final ObjectStore store;
    private final RendererCommand command;
    private final PreviewSettings settings;
    private final WorkerExecutor threads;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    DrawStored(Vertx vertx, ObjectStore store, RendererCommand command, PreviewSettings settings) {
        this.vertx = vertx;
        this.store = store;
        this.command = command;
        this.settings = settings;
        this.threads = vertx.createSharedWorkerExecutor(
                "waybill-preview",
                THREADS_EACH * Math.max(1, settings.workers()),
                2 * settings.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * The pictures of {@code key}, or why there never will be any. Fails with {@link NotDrawn}, like
     * {@link ObjectStore#read}, or with {@code unavailable} when this is closed meanwhile.
     */
    Future<Answer> draw(String key, long sizeBytes, PictureKind kind) {
        long maxBytes = maxBytes(kind);
        if (sizeBytes > maxBytes) {
            return Future.succeededFuture(
                    new Answer.Refused(NoPicture.TOO_LARGE, sizeBytes + " bytes, more than " + maxBytes));
        }
        return threads.executeBlocking(() -> command.start(kind, maxBytes), false)
                .recover(failure -> Future.failedFuture(
                        failure instanceof IOException ? new NotDrawn("renderer", failure.toString()) : failure))
                .compose(process -> drawnBy(process, key, sizeBytes));
    }

    private Future<Answer> drawnBy(Process process, String key, long sizeBytes) {
        running.add(process);
        AtomicBoolean late = new AtomicBoolean();
        long clock = vertx.setTimer(Math.max(1, settings.deadline().toMillis()), over -> {
            late.set(true);
            process.destroyForcibly();
        });
        Future<Answer> answer = threads.executeBlocking(() -> answer(process, late), false);
        return store.read(key, 0, sizeBytes)
                .compose(stream -> new Feed(stream, process).feed())
                .onFailure(broken -> process.destroyForcibly())
                .compose(fed -> answer, broken -> answer.transform(ended -> Future.failedFuture(broken)))
                .recover(failure -> Future.failedFuture(
                        closed ? new WaybillException(ErrorCode.UNAVAILABLE, "The service stops.", failure) : failure))
                .onComplete(over -> {
                    vertx.cancelTimer(clock);
                    process.destroyForcibly();
                    running.remove(process);
                });
    }

    private static Answer answer(Process process, AtomicBoolean late) throws InterruptedException {
        try (BufferedInputStream in = new BufferedInputStream(process.getInputStream())) {
            return Answer.read(in);
        } catch (IOException none) {
            int exit = end(process);
            if (exit == Renderer.EXIT_MEMORY) {
                return new Answer.Refused(NoPicture.TOO_LARGE, "more memory than a picture may take");
            }
            if (late.get() || exit == Renderer.EXIT_DEADLINE) {
                throw new NotDrawn("deadline", "the time for a picture was over");
            }
            throw new NotDrawn("crashed", "the renderer ended with " + exit);
        }
    }

    /** Java says in its own words that its memory is used up, and ends then: it is given the time to. */
    private static int end(Process process) throws InterruptedException {
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        return process.destroyForcibly().waitFor();
    }

    private long maxBytes(PictureKind kind) {
        return kind == PictureKind.PDF
                ? settings.maxPdfBytes().asLongValue()
                : settings.maxImageBytes().asLongValue();
    }

    @PreDestroy
    void close() {
        closed = true;
        running.forEach(Process::destroyForcibly);
        threads.close();
    }

    /** Pours a stream into a process; a process that does not want the rest has its reasons, and is asked for them elsewhere. */
    private final class Feed {
        private final StoredBytes stream;
        private final OutputStream out;
        private final Promise<Void> done = Promise.promise();
        private Future<Void> writing = Future.succeededFuture();

        Feed(StoredBytes stream, Process process) {
            this.stream = stream;
            this.out = process.getOutputStream();
        }

        Future<Void> feed() {
            stream.exceptionHandler(done::tryFail);
            stream.endHandler(end -> write(null));
            stream.handler(buffer -> {
                stream.pause();
                write(buffer);
            });
            stream.resume();
            return done.future().eventually(stream::close);
        }

        /** {@code null} is the end, which comes without being asked for. */
        private void write(Buffer buffer) {
            writing = writing.compose(former -> threads.executeBlocking(
                    () -> {
                        if (buffer == null) {
                            out.close();
                        } else {
                            out.write(buffer.getBytes());
                        }
                        return null;
                    },
                    false));
            writing.onSuccess(written -> {
                        if (buffer == null) {
                            done.tryComplete();
                        } else {
                            stream.resume();
                        }
                    })
                    .onFailure(unwanted -> done.tryComplete());
        }
    }
}
