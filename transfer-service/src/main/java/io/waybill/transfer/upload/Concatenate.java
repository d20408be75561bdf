package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.parts.PartBuffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Puts files together from partial uploads (tus 1.0.0 concatenation): as soon as all of them have their bytes, the store copies
 * these into one object, which is then verified and recorded like any other file. One replica at a time does it, by lease; each
 * step may be done again after a crash.
 *
 * <p>While something is away, the final upload stays OPEN and the reconciler goes on. When a partial ends without its bytes, so
 * does the final one, with {@code partial_gone}.
 */
@ApplicationScoped
public class Concatenate {
    private static final Logger LOG = Logger.getLogger(Concatenate.class);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration MISSING_REST = Duration.ofMinutes(1);
    private static final int COPIES_AT_ONCE = 8;

    private final UploadEngine engine;
    private final ConcatRows concat;
    private final CommitUpload commit;
    private final MissingObjects missing;
    private final ReloadTurns copies = new ReloadTurns(COPIES_AT_ONCE);
    private final Map<UUID, Future<Upload>> running = new ConcurrentHashMap<>();

    Concatenate(UploadEngine engine, ConcatRows concat, CommitUpload commit, MissingObjects missing) {
        this.engine = engine;
        this.concat = concat;
        this.commit = commit;
        this.missing = missing;
    }

    /** Goes on with every file that waits for this partial, in the background: what fails is left to the reconciler. */
    void partialSettled(UUID partial) {
        concat.waitingFor(partial)
                .onSuccess(finals -> finals.forEach(upload -> advance(upload.id())))
                .onFailure(
                        away -> LOG.debugf(away, "the files of partial upload %s are left to the reconciler", partial));
    }

    /** Finishes a final upload that waits no more; fails with {@code upload_superseded} when somebody else is at work on it. */
    public Future<Void> finish(Upload upload) {
        return advance(upload.id())
                .compose(after -> after instanceof Upload.Open
                        ? Future.failedFuture(UploadRows.superseded())
                        : Future.succeededFuture());
    }

    /**
     * Takes a final upload as far as its partials allow: OPEN while one of them is not complete, a version when all are. Fails
     * with {@code partial_gone}, and with what the commit fails with.
     */
    Future<Upload> advance(UUID id) {
        Promise<Upload> result = Promise.promise();
        Future<Upload> already = running.putIfAbsent(id, result.future());
        if (already != null) {
            return already;
        }
        engine.rows()
                .find(id)
                .compose(found -> found.isPresent() && found.get() instanceof Upload.Open open && isFree(open)
                        ? drive(open)
                        : Future.succeededFuture(found.orElse(null)))
                .onComplete(over -> {
                    running.remove(id);
                    result.handle(over);
                });
        return result.future();
    }

    private boolean isFree(Upload.Open open) {
        return open.bytes().leaseUntil() == null || open.bytes().leaseUntil().isBefore(engine.now());
    }

    private Future<Upload> drive(Upload.Open open) {
        return concat.partialsOf(open.id()).compose(partials -> {
            List<Upload> pieces = new ArrayList<>();
            open.terms().concat().partials().forEach(id -> pieces.add(partials.get(id)));
            if (pieces.stream().anyMatch(Concatenate::isGone)) {
                return refuse(open, partialGone());
            }
            if (!pieces.stream().allMatch(Upload.Partial.class::isInstance)) {
                return Future.succeededFuture(open);
            }
            return take(open, pieces);
        });
    }

    private Future<Upload> take(Upload.Open open, List<Upload> pieces) {
        long length = pieces.stream().mapToLong(piece -> piece.bytes().offset()).sum();
        try {
            engine.requireFits(length);
        } catch (WaybillException tooLarge) {
            return refuse(open, tooLarge);
        }
        Upload.Open mine =
                open.withLength(length, engine.sizes()).takeOver(FindUpload.freshKey(), engine.leaseFrom(engine.now()));
        long renewal = engine.vertx()
                .setPeriodic(
                        Math.max(1, engine.settings().lease().toMillis() / 3),
                        tick -> concat.lease(
                                mine.id(), mine.epoch(), engine.settings().lease()));
        return roomFor(open, length)
                .compose(reserved -> engine.rows().save(open, mine))
                .compose(taken -> concat.pin(taken.id())
                        .onSuccess(pinned -> Failpoint.reached("pinned"))
                        .compose(pinned -> copy(taken, pieces))
                        .recover(failure -> postpone(taken, pieces, failure)))
                .onComplete(over -> engine.vertx().cancelTimer(renewal))
                .compose(committing -> commit.first(committing).map(done -> done));
    }

    /** The room of the partials is that of the file; it was taken over when the file was opened, unless a length was missing. */
    private Future<Void> roomFor(Upload.Open open, long length) {
        return open.bytes().length() != null
                ? Future.succeededFuture()
                : engine.space()
                        .reserve(
                                open.id(),
                                open.terms().owner(),
                                length,
                                open.terms().concat().partials())
                        .recover(failure -> failure instanceof WaybillException full
                                ? refuse(open, full).mapEmpty()
                                : Future.failedFuture(failure));
    }

    private Future<Upload.Committing> copy(Upload.Open mine, List<Upload> pieces) {
        if (mine.bytes().length() == 0) {
            return copyNothing(mine);
        }
        return sources(pieces)
                .compose(sources -> new CopyParts(engine, mine, sources, copies).run())
                .compose(whole -> engine.rows().save(whole, whole.completeCopied(engine.leaseFrom(engine.now()))))
                .onSuccess(committing -> Failpoint.reached("tx1"));
    }

    private Future<Upload.Committing> copyNothing(Upload.Open mine) {
        PartBuffer nothing = new PartBuffer(engine.pool(), 1);
        nothing.seal();
        return engine.retries()
                .call(() -> engine.store().put(mine.bytes().storeKey(), nothing))
                .compose(stored -> engine.rows()
                        .save(
                                mine,
                                mine.completeWhole(0, nothing.sums(), engine.leaseFrom(engine.now()), engine.now())))
                .onComplete(over -> nothing.release());
    }

    private Future<List<CopyPlan.Source>> sources(List<Upload> pieces) {
        Set<UUID> ids = new LinkedHashSet<>();
        long parts = 0;
        for (Upload piece : pieces) {
            ids.add(piece.id());
            parts += piece.bytes().partCount();
        }
        boolean cutThere = engine.store().partRules().sharesParts() && parts <= PartSize.MAX_PARTS;
        return (cutThere ? concat.partSizes(ids) : Future.succeededFuture(Map.<UUID, List<Long>>of()))
                .map(sizes -> pieces.stream()
                        .map(piece -> new CopyPlan.Source(
                                piece.bytes().storeKey(),
                                sizes.getOrDefault(
                                        piece.id(), List.of(piece.bytes().offset()))))
                        .toList());
    }

    private Future<Upload> refuse(Upload.Open open, WaybillException why) {
        Upload.Failed failed = open.refuse(why, engine.now());
        engine.metrics().ended(failed.state().name());
        return engine.rows()
                .save(open, failed, List.of(), UploadEvents.failed(failed))
                .compose(told -> engine.discard().discard(failed).otherwiseEmpty())
                .compose(discarded -> Future.failedFuture(why));
    }

    /** The lease ends soon, so that whoever is next goes on. */
    private Future<Upload.Committing> postpone(Upload.Open mine, List<Upload> pieces, Throwable failure) {
        ErrorCode code = failure instanceof WaybillException known ? known.code() : ErrorCode.INTERNAL;
        if (code == ErrorCode.UPLOAD_SUPERSEDED) {
            return Future.failedFuture(failure);
        }
        LOG.warnf("putting upload %s together is postponed: %s", mine.id(), failure.toString());
        Future<Duration> rest = code == ErrorCode.NOT_FOUND || code == ErrorCode.CORRUPT
                ? lookForLoss(mine, pieces)
                : Future.succeededFuture(REST);
        return rest.compose(pause -> concat.lease(mine.id(), mine.epoch(), pause))
                .otherwiseEmpty()
                .compose(rested -> Future.failedFuture(stillWaiting(failure)));
    }

    /**
     * Something was not in the store: a partial that its owner has just ended, which is found out next; a partial whose object
     * is lost, for which a human is called; or what was copied so far, which is begun again.
     */
    private Future<Duration> lookForLoss(Upload.Open mine, List<Upload> pieces) {
        return concat.partialsOf(mine.id()).compose(partials -> {
            if (pieces.stream().anyMatch(piece -> isGone(partials.get(piece.id())))) {
                return Future.succeededFuture(REST);
            }
            List<Future<Boolean>> here = pieces.stream().map(this::isThere).toList();
            return Future.all(here)
                    .compose(all -> here.stream().allMatch(Future::result)
                            ? concat.startOver(mine.id(), mine.epoch(), FindUpload.freshKey())
                                    .map(again -> REST)
                            : Future.succeededFuture(MISSING_REST));
        });
    }

    private Future<Boolean> isThere(Upload piece) {
        String key = piece.bytes().storeKey();
        return engine.store().stat(key).map(found -> {
            boolean whole = found.isPresent()
                    && found.get().sizeBytes() == piece.bytes().offset();
            if (whole) {
                missing.found(key);
            } else {
                missing.report(key, "partial upload " + piece.id() + " is COMPLETED");
            }
            return whole;
        });
    }

    static boolean isGone(Upload partial) {
        return partial == null || partial instanceof Upload.Ended;
    }

    static WaybillException partialGone() {
        return new WaybillException(
                ErrorCode.PARTIAL_GONE,
                "A partial upload that this file is made of has ended, and its bytes are gone. Send that part again as a new"
                        + " partial upload, and put the file together from it.");
    }

    private static WaybillException stillWaiting(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE,
                "All bytes are here and safe, and the file is being put together. Ask again in a moment.",
                cause);
    }
}
