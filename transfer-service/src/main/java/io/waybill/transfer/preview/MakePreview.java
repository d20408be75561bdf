package io.waybill.transfer.preview;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.preview.render.Answer;
import io.waybill.transfer.preview.render.Picture;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.upload.MissingObjects;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Makes the preview of one object: a look at its beginning, the rest of it only for a picture; the intent to store what was made,
 * the bytes, the row that shows them. Each step may be the last one: whoever takes the job next begins anew, under other keys.
 */
@ApplicationScoped
public class MakePreview {
    private static final Logger LOG = Logger.getLogger(MakePreview.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Vertx vertx;
    private final ObjectStore store;
    private final PreviewRows rows;
    private final DrawStored drawing;
    private final MetadataService metadata;
    private final MissingObjects missing;
    private final PreviewSettings settings;
    private final PreviewMetrics metrics;

    MakePreview(
            Vertx vertx,
            ObjectStore store,
            PreviewRows rows,
            DrawStored drawing,
            MetadataService metadata,
            MissingObjects missing,
            PreviewSettings settings,
            PreviewMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.rows = rows;
        this.drawing = drawing;
        this.metadata = metadata;
        this.missing = missing;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Makes it, or notes why not. Fails only when that cannot be noted: the lease ends then, and somebody takes the job again. */
    Future<Void> make(PreviewJob job) {
        long started = System.nanoTime();
        if (job.attempts() > settings.maxAttempts()) {
            return failed(job, new NotDrawn("worker_lost", "whoever tried it did not come back"));
        }
        return attempt(job, started).recover(failure -> failed(job, failure));
    }

    private Future<Void> attempt(PreviewJob job, long started) {
        int length = (int) Math.min(job.sizeBytes(), TextStart.MAX_BYTES);
        return head(job.storeKey(), length)
                .compose(head -> aside(() -> Look.at(head, job.sizeBytes())))
                .compose(look -> follow(job, look, started));
    }

    private Future<Void> follow(PreviewJob job, Look look, long started) {
        if (look.kind() == null) {
            return never(job, null, "unsupported", "neither a text nor a picture");
        }
        return look.kind() == SourceKind.TEXT
                ? keep(job, look.kind(), List.of(look.text()), started)
                : drawing.draw(job.storeKey(), job.sizeBytes(), look.kind().picture())
                        .compose(answer -> take(job, look.kind(), answer, started));
    }

    private Future<Void> take(PreviewJob job, SourceKind kind, Answer answer, long started) {
        if (answer instanceof Answer.Refused refused) {
            return never(job, kind, refused.why().name().toLowerCase(Locale.ROOT), refused.detail());
        }
        List<Picture> pictures = ((Answer.Drawn) answer).pictures();
        return aside(() -> pictures.stream()
                        .map(picture -> Made.of(picture, Sha256Digests.start()))
                        .toList())
                .compose(made -> keep(job, kind, made, started));
    }

    /** Some milliseconds of work, which an event loop has not to spare. */
    private <T> Future<T> aside(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    private Future<Void> keep(PreviewJob job, SourceKind kind, List<Made> made, long started) {
        return rows.intend(job, made.stream().map(Made::product).toList())
                .compose(mine -> mine ? stored(job, kind, made, started) : Future.succeededFuture());
    }

    private Future<Void> stored(PreviewJob job, SourceKind kind, List<Made> made, long started) {
        return Future.join(made.stream()
                        .map(one -> store.put(one.product().key(), one))
                        .toList())
                .compose(put -> rows.made(job, kind))
                .compose(shown -> {
                    if (shown) {
                        metrics.made(kind, Duration.ofNanos(System.nanoTime() - started));
                        return Future.succeededFuture();
                    }
                    // Its intent may have been swept already: nobody else would find these bytes soon.
                    return Future.join(made.stream()
                                    .map(one -> store.delete(one.product().key()))
                                    .toList())
                            .mapEmpty();
                });
    }

    private Future<Void> never(PreviewJob job, SourceKind kind, String reason, String detail) {
        metrics.failed(reason, "never");
        LOG.debugf("no preview of %s: %s, %s", job.storeKey(), reason, detail);
        return rows.never(job, kind, reason, clean(detail)).mapEmpty();
    }

    private Future<Void> failed(PreviewJob job, Throwable failure) {
        if (failure instanceof NotDrawn notDrawn) {
            return again(job, notDrawn.reason(), notDrawn.getMessage());
        }
        if (failure instanceof WaybillException known && isLoss(known.code())) {
            return lost(job, failure);
        }
        if (failure instanceof WaybillException known && known.code().isTransient()) {
            metrics.failed(known.code().code(), "postponed");
            return rows.postpone(job, settings.backOff(), clean(failure.toString()))
                    .mapEmpty();
        }
        LOG.warnf(failure, "the preview of %s failed", job.storeKey());
        return again(job, "internal", failure.toString());
    }

    private Future<Void> again(PreviewJob job, String reason, String detail) {
        if (job.attempts() >= settings.maxAttempts()) {
            metrics.failed(reason, "dead");
            LOG.errorf(
                    "the preview of %s is given up after %d attempts: %s, %s; docs/previews.md says how to try it again",
                    job.storeKey(), job.attempts(), reason, detail);
            return rows.giveUp(job, reason, clean(detail)).mapEmpty();
        }
        metrics.failed(reason, "retry");
        LOG.infof("the preview of %s failed, and is tried again: %s, %s", job.storeKey(), reason, detail);
        return rows.retry(job, pause(job.attempts()), reason, clean(detail)).mapEmpty();
    }

    private Duration pause(int attempts) {
        Duration pause = settings.backOff().multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Bytes that no version shows are gone for good, and need none; others are somebody's. */
    private Future<Void> lost(PreviewJob job, Throwable failure) {
        return metadata.shownStoreKeys(List.of(job.storeKey()))
                .compose(
                        shown -> {
                            if (shown.isEmpty()) {
                                return rows.forget(job.storeKey());
                            }
                            missing.report(job.storeKey(), "a version needs it, and its preview");
                            return again(job, "missing", failure.toString());
                        },
                        unknown -> rows.postpone(job, settings.backOff(), clean(unknown.toString()))
                                .mapEmpty());
    }

    private Future<byte[]> head(String key, int length) {
        return store.read(key, 0, length).compose(MakePreview::collect);
    }

    private static Future<byte[]> collect(StoredBytes stream) {
        Promise<byte[]> all = Promise.promise();
        Buffer bytes = Buffer.buffer();
        stream.exceptionHandler(all::tryFail);
        stream.endHandler(end -> all.tryComplete(bytes.getBytes()));
        stream.handler(bytes::appendBuffer);
        stream.resume();
        return all.future().eventually(stream::close);
    }

    private static boolean isLoss(ErrorCode code) {
        return code == ErrorCode.NOT_FOUND || code == ErrorCode.CORRUPT;
    }

    /** PostgreSQL takes no NUL, and a decoder may quote what it read. */
    private static String clean(String detail) {
        String text = String.valueOf(detail).replaceAll("\\p{Cntrl}", " ");
        return text.substring(0, Math.min(text.length(), 300));
    }

    /**
     * What the beginning of an object says.
     *
     * @param kind what it is; null for nothing that previews are made of
     * @param text the preview of a text; null for anything else
     */
    private record Look(SourceKind kind, Made text) {
        static Look at(byte[] head, long sizeBytes) {
            SourceKind kind = SourceKind.of(head).orElse(null);
            return new Look(
                    kind,
                    kind == SourceKind.TEXT
                            ? Made.of(TextStart.toUtf8(head, sizeBytes), head.length < sizeBytes, Sha256Digests.start())
                            : null);
        }
    }
}
