package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.parts.PartBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * One part whose bytes lie in pieces too short to be copied: read from the store into a buffer of the pool, in its turn, and
 * sealed. At most one part of the least size is held.
 */
final class GatherPart {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final UploadEngine engine;
    private final PartBuffer part;

    private GatherPart(UploadEngine engine, PartBuffer part) {
        this.engine = engine;
        this.part = part;
    }

    /** Reads {@code ranges} into a part, hands it to {@code use} and gives its memory back when that is over. */
    static <T> Future<T> with(UploadEngine engine, List<CopyPlan.Range> ranges, Function<PartBuffer, Future<T>> use) {
        long sizeBytes = ranges.stream().mapToLong(CopyPlan.Range::length).sum();
        return engine.turns().take(sizeBytes).compose(turn -> {
            PartBuffer part = new PartBuffer(engine.pool(), Math.max(1, sizeBytes));
            return new GatherPart(engine, part)
                    .fill(ranges)
                    .compose(filled -> engine.vertx()
                            .executeBlocking(
                                    () -> {
                                        part.seal();
                                        return part;
                                    },
                                    false))
                    .compose(use)
                    .onComplete(over -> {
                        part.release();
                        turn.end();
                    });
        });
    }

    private Future<Void> fill(List<CopyPlan.Range> ranges) {
        Future<Void> filled = Future.succeededFuture();
        for (CopyPlan.Range range : ranges) {
            filled = filled.compose(former -> read(range));
        }
        return filled;
    }

    private Future<Void> read(CopyPlan.Range range) {
        return engine.retries()
                .call(() -> engine.store().read(range.key(), range.offset(), range.length()))
                .compose(stream -> {
                    Promise<Void> done = Promise.promise();
                    pump(new BodyChunks(stream), done);
                    return done.future().eventually(stream::close);
                });
    }

    private void pump(BodyChunks chunks, Promise<Void> done) {
        chunks.next().onComplete(next -> {
            if (next.failed()) {
                done.fail(next.cause());
            } else if (next.result().isEmpty()) {
                done.complete();
            } else {
                append(next.result().get(), 0, chunks, done);
            }
        });
    }

    private void append(Buffer chunk, int from, BodyChunks chunks, Promise<Void> done) {
        int next = from + part.append(chunk, from);
        if (next == chunk.length()) {
            pump(chunks, done);
        } else {
            part.grow(PATIENCE)
                    .onSuccess(grown -> append(chunk, next, chunks, done))
                    .onFailure(done::tryFail);
        }
    }
}
