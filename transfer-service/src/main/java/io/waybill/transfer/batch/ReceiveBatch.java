package io.waybill.transfer.batch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.BatchAnswer;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.problem.Failures;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.upload.ReceiveFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the files of one request in. Small ones are read whole and committed many at a time while the next are read; a large
 * one streams by itself. One that is refused does not keep the others; two at one path become versions in their order.
 *
 * <p>At most {@value #AT_ONCE} small files are held in memory. For one Vert.x context.
 */
final class ReceiveBatch {
    private static final int AT_ONCE = 32;
    private static final int MAX_FILES = 10_000;

    private final ReceiveFile receive;
    private final BatchTerms terms;
    private final BatchEntries entries;
    private final Context context;
    private final Promise<BatchAnswer> done = Promise.promise();
    private final List<BatchAnswer.Result> results = new ArrayList<>();
    private final Set<FilePath> underWay = new HashSet<>();
    private Runnable held;
    private boolean allRead;
    private Throwable broken;

    ReceiveBatch(Vertx vertx, ReceiveFile receive, BatchTerms terms, BatchEntries entries) {
        this.receive = receive;
        this.terms = terms;
        this.entries = entries;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Takes all of them in. Fails with {@code malformed_request} when the body is broken, with what was decided until then as
     * {@code results}.
     */
    Future<BatchAnswer> run() {
        step();
        return done.future();
    }

    /** How many bytes a batch of {@code length} bytes (null: unknown) holds at most. */
    static long heldBytes(Long length) {
        long most = (long) AT_ONCE * SlabPool.SLAB_BYTES;
        return length == null ? most : Math.min(length, most);
    }

    private void step() {
        entries.next().onComplete(next -> {
            if (next.failed()) {
                broken = next.cause();
                allRead(true);
            } else if (next.result().isEmpty()) {
                allRead(true);
            } else if (results.size() == MAX_FILES) {
                broken = new WaybillException(ErrorCode.TOO_LARGE, "A batch has at most " + MAX_FILES + " files.")
                        .with("limit", MAX_FILES);
                allRead(true);
            } else {
                take(next.result().get());
            }
        });
    }

    private void later() {
        context.runOnContext(now -> step());
    }

    private void take(BatchEntry entry) {
        int index = results.size();
        results.add(null);
        FilePath path;
        Sha256 promised;
        try {
            path = terms.path(entry.path());
            promised = entry.promised().get();
            requireFile(entry);
        } catch (RuntimeException refused) {
            settle(index, entry, refused);
            if (entry.bytes() != null) {
                drop(entry);
            } else {
                later();
            }
            return;
        }
        BufferedStart.of(entry.bytes(), SlabPool.SLAB_BYTES).onComplete(read -> {
            if (read.failed()) {
                broken = read.cause();
                settle(index, entry, broken);
                allRead(true);
                return;
            }
            BufferedStart content = read.result();
            Long length = content.length() == null ? entry.size() : content.length();
            whenFree(path, content.length() == null, () -> {
                underWay.add(path);
                Future<FileVersion> stored = Future.<Void>succeededFuture()
                        .compose(now -> receive.receiveNow(
                                terms.of(index, path, entry, promised, length), length, content, () -> {}));
                stored.onComplete(over -> context.runOnContext(now -> {
                    underWay.remove(path);
                    if (over.succeeded()) {
                        results.set(index, new BatchAnswer.Result(entry.path(), 201, over.result(), null));
                    } else {
                        settle(index, entry, over.cause());
                    }
                    if (content.length() == null) {
                        goOnAfterLarge(content);
                    }
                    release();
                }));
                if (content.length() != null) {
                    later();
                }
            });
        });
    }

    /** What a refused large file still has to send is passed over. */
    private void goOnAfterLarge(BufferedStart content) {
        content.exceptionHandler(failure -> later());
        content.endHandler(end -> later());
        content.handler(dropped -> {});
        if (content.isOver()) {
            later();
        } else {
            content.resume();
        }
    }

    private void drop(BatchEntry entry) {
        entry.bytes().handler(dropped -> {});
        entry.bytes().exceptionHandler(failure -> later());
        entry.bytes().endHandler(end -> later());
        entry.bytes().resume();
    }

    /** Runs when there is room, nothing else is on its way to the same path, and nothing at all when it must be alone. */
    private void whenFree(FilePath path, boolean alone, Runnable start) {
        boolean free = alone ? underWay.isEmpty() : underWay.size() < AT_ONCE && !underWay.contains(path);
        if (free) {
            start.run();
        } else {
            held = () -> whenFree(path, alone, start);
        }
    }

    private void release() {
        if (held != null) {
            Runnable next = held;
            held = null;
            next.run();
        }
        allRead(allRead);
    }

    private void allRead(boolean read) {
        allRead = read;
        if (!allRead || !underWay.isEmpty() || held != null || done.future().isComplete()) {
            return;
        }
        if (broken == null) {
            done.complete(BatchAnswer.of(results));
        } else if (broken instanceof WaybillException known) {
            done.fail(known.with("results", List.copyOf(results)));
        } else {
            done.fail(broken);
        }
    }

    private void settle(int index, BatchEntry entry, Throwable failure) {
        WaybillException shown = Failures.toShow(failure);
        results.set(
                index,
                new BatchAnswer.Result(
                        entry.path(), shown.code().status(), null, Problem.of(shown, terms.requestId())));
    }

    private static void requireFile(BatchEntry entry) {
        if (entry.bytes() == null) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "Only files are taken: this entry is a link, a device or the like.");
        }
    }
}
