package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.mediatype.SniffType;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.metadata.VersionRefused;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Turns an upload whose bytes are all here into a version: assemble, check, tell metadata-service, note it. A partial upload
 * is assembled and checked, and that is all. Each step may be done again after a crash; one replica at a time does it, by
 * lease.
 *
 * <p>While something it needs is away, the upload stays COMMITTING and the reconciler goes on. A refusal that will not
 * change makes it FAILED and discards its bytes. Acknowledged bytes that are missing in the store are left to a human: looked
 * for again after one minute, then ever more rarely, up to ten minutes.
 */
@ApplicationScoped
public class CommitUpload {
    private static final Logger LOG = Logger.getLogger(CommitUpload.class);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration MIN_MISSING_REST = Duration.ofMinutes(1);
    private static final Duration MAX_MISSING_REST = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final ObjectStore store;
    private final UploadRows rows;
    private final MetadataService metadata;
    private final DiscardUpload discard;
    private final UploadSettings settings;
    private final UploadMetrics metrics;
    private final MissingObjects missing;
    private final VerifyStored verify;
    private final SniffType types;
    private final Map<UUID, Future<Upload.Done>> running = new ConcurrentHashMap<>();

    CommitUpload(
            Vertx vertx,
            ObjectStore store,
            UploadRows rows,
            MetadataService metadata,
            DiscardUpload discard,
            UploadSettings settings,
            UploadMetrics metrics,
            MissingObjects missing,
            VerifyStored verify,
            SniffType types) {
        this.vertx = vertx;
        this.store = store;
        this.rows = rows;
        this.metadata = metadata;
        this.discard = discard;
        this.settings = settings;
        this.metrics = metrics;
        this.missing = missing;
        this.verify = verify;
        this.types = types;
    }

    /**
     * Commits an upload whose lease this replica's caller got together with the state COMMITTING; fails with
     * {@code unavailable} when it is not over within {@code waybill.upload.commit-wait}, and goes on then.
     */
    Future<Upload.Done> first(Upload.Committing upload) {
        return waited(run(upload, Instant.now(), false));
    }

    /** The same for a small file that the store has just acknowledged whole, and checked, to this request. */
    Future<Upload.Done> firstStored(Upload.Committing upload) {
        return waited(run(upload, Instant.now(), true));
    }

    /** Goes on with a commit that somebody else began and left; the caller holds its lease. */
    public Future<Upload.Done> goOn(Upload.Committing upload) {
        return run(upload, Instant.now().plus(settings.takeoverGrace()), false);
    }

    /**
     * Waits for the commit of an upload, whichever replica is at it, and does it when nobody is; fails with
     * {@code unavailable} when it is not over within {@code waybill.upload.commit-wait}. A client is never told of a version
     * that is not there.
     */
    Future<Upload.Done> join(UUID id) {
        return waited(joined(id, Instant.now().plus(settings.commitWait())));
    }

    private Future<Upload.Done> joined(UUID id, Instant until) {
        Future<Upload.Done> mine = running.get(id);
        if (mine != null) {
            return mine;
        }
        return rows.leaseCommit(id, settings.lease()).compose(leased -> {
            if (leased.isPresent() && leased.get() instanceof Upload.Committing committing) {
                return goOn(committing);
            }
            return rows.find(id).compose(found -> {
                if (found.isPresent() && found.get() instanceof Upload.Done done) {
                    return Future.succeededFuture(done);
                }
                return found.isEmpty() || Instant.now().isAfter(until)
                        ? Future.failedFuture(stillCommitting(null))
                        : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(now -> joined(id, until));
            });
        });
    }

    /** What a client is told that must come back. */
    static WaybillException stillCommitting(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE,
                "All bytes are here and safe, and the version is being recorded. Ask again in a moment.",
                cause);
    }

    private Future<Upload.Done> waited(Future<Upload.Done> commit) {
        Promise<Upload.Done> answer = Promise.promise();
        long timer = vertx.setTimer(
                Math.max(1, settings.commitWait().toMillis()), late -> answer.tryFail(stillCommitting(null)));
        commit.onComplete(over -> {
            vertx.cancelTimer(timer);
            if (over.succeeded()) {
                answer.tryComplete(over.result());
            } else {
                answer.tryFail(over.cause());
            }
        });
        return answer.future();
    }

    private Future<Upload.Done> run(Upload.Committing upload, Instant discardAt, boolean known) {
        Promise<Upload.Done> result = Promise.promise();
        Future<Upload.Done> already = running.putIfAbsent(upload.id(), result.future());
        if (already != null) {
            return already;
        }
        long started = System.nanoTime();
        long renewal = vertx.setPeriodic(
                Math.max(1, settings.lease().toMillis() / 3), tick -> rows.extendLease(upload.id(), settings.lease()));
        assemble(upload)
                .compose(done -> known ? Future.succeededFuture(true) : isThere(upload))
                .compose(present -> present ? record(upload) : abandon(upload))
                .recover(failure -> refuseOrPostpone(upload, failure, discardAt))
                .onSuccess(completed -> metrics.committed(System.nanoTime() - started))
                .onComplete(over -> {
                    vertx.cancelTimer(renewal);
                    running.remove(upload.id());
                    result.handle(over);
                });
        return result.future();
    }

    /** A mismatch is the same for whoever finds it, so that nobody can be recording a version meanwhile. */
    private Future<Upload.Done> refuseOrPostpone(Upload.Committing upload, Throwable failure, Instant discardAt) {
        if (failure instanceof VersionRefused refused) {
            return refuse(upload, refused.why(), discardAt);
        }
        return failure instanceof WaybillException known && known.code() == ErrorCode.DIGEST_MISMATCH
                ? refuse(upload, known, Instant.now())
                : postpone(upload, failure);
    }

    /** Nothing of an upload can be read before its digest is known, and known to be the promised one. */
    private Future<Upload.Committing> verified(Upload.Committing upload) {
        if (upload.sha256() != null) {
            return Future.succeededFuture(upload);
        }
        return verify.verify(upload)
                .recover(failure -> Future.failedFuture(isLoss(failure) ? lost(upload, failure) : failure))
                .compose(sums -> typed(upload)
                        .compose(typed -> rows.save(
                                upload, typed.verified(sums, Instant.now().plus(settings.lease())))))
                .onSuccess(verified -> Failpoint.reached("verified-row"));
    }

    /** What came in no order is looked at where it lies. */
    private Future<Upload.Committing> typed(Upload.Committing upload) {
        return upload.terms().wantsType()
                ? verify.head(upload, SniffType.HEAD_BYTES)
                        .compose(head -> types.of(upload.terms().path(), head))
                        .map(upload::typed)
                : Future.succeededFuture(upload);
    }

    private Future<Upload.Done> record(Upload.Committing upload) {
        if (upload.terms().isPartial()) {
            return save(upload, upload.keep(Instant.now().plus(settings.expiry())), null);
        }
        return verified(upload).compose(verified -> posted(verified).compose(version -> complete(verified, version)));
    }

    private Future<Void> assemble(Upload.Committing upload) {
        UploadBytes bytes = upload.bytes();
        if (bytes.stageId() == null) {
            return Future.succeededFuture();
        }
        return rows.parts(upload.id()).compose(parts -> {
            long size = parts.stream().mapToLong(StoredPart::sizeBytes).sum();
            if (parts.size() != bytes.partCount() || size != bytes.offset()) {
                return Future.failedFuture(lost(upload, null));
            }
            Future<Void> assembling = store.assemble(new StagedObject(bytes.storeKey(), bytes.stageId()), parts);
            Failpoint.reached("assemble-sent");
            return assembling
                    .onSuccess(done -> Failpoint.reached("assembled"))
                    .recover(failure -> Future.failedFuture(isLoss(failure) ? lost(upload, failure) : failure));
        });
    }

    /** True when the object is there with its size; false when a small file's bytes never arrived. */
    private Future<Boolean> isThere(Upload.Committing upload) {
        String key = upload.bytes().storeKey();
        return store.stat(key).compose(found -> {
            Optional<StoredObject> right =
                    found.filter(o -> o.sizeBytes() == upload.bytes().offset());
            if (right.isPresent()) {
                missing.found(key);
                return Future.succeededFuture(true);
            }
            if (found.isEmpty() && !upload.stored()) {
                return Future.succeededFuture(false);
            }
            return Future.failedFuture(lost(upload, null));
        });
    }

    private WaybillException lost(Upload.Committing upload, Throwable cause) {
        missing.report(upload.bytes().storeKey(), "upload " + upload.id() + " is COMMITTING");
        return new WaybillException(
                ErrorCode.CORRUPT,
                "The stored bytes of this upload are not what was acknowledged. An operator has been told.",
                cause);
    }

    private Future<FileVersion> posted(Upload.Committing upload) {
        Future<FileVersion> recording = metadata.commit(request(upload));
        Failpoint.reached("version-sent");
        return recording.onSuccess(version -> Failpoint.reached("version-answered"));
    }

    private static CommitVersion request(Upload.Committing upload) {
        UploadTerms terms = upload.terms();
        return new CommitVersion(
                terms.id(),
                terms.owner(),
                terms.path(),
                terms.conflict(),
                terms.ifMatch(),
                terms.ifNoneMatch(),
                upload.bytes().offset(),
                upload.sha256(),
                upload.bytes().storeKey(),
                Math.max(1, upload.bytes().partCount()),
                terms.contentType(),
                terms.client(),
                terms.createdAt(),
                isUnreserved(upload),
                upload.sums().crc32(),
                terms.origin().address(),
                terms.origin().requestId());
    }

    /** A small file was written before its bytes, and without a reservation. */
    private static boolean isUnreserved(Upload.Committing upload) {
        return !upload.stored();
    }

    private Future<Upload.Done> complete(Upload.Committing upload, FileVersion version) {
        Upload.Completed completed = upload.succeed(version);
        metrics.ended(completed.state().name());
        return save(upload, completed, UploadEvents.completed(completed));
    }

    private Future<Upload.Done> save(Upload.Committing upload, Upload.Done done, TransferEvent event) {
        return rows.<Upload.Done>save(upload, done, List.of(), event)
                .onSuccess(saved -> Failpoint.reached("tx2"))
                .recover(failure -> rows.find(upload.id())
                        .compose(now -> now.isPresent() && now.get() instanceof Upload.Done already
                                ? Future.succeededFuture(already)
                                : Future.failedFuture(failure)));
    }

    private Future<Upload.Done> refuse(Upload.Committing upload, WaybillException why, Instant discardAt) {
        Upload.Failed failed = upload.refuse(why, discardAt);
        metrics.ended(failed.state().name());
        return rows.save(upload, failed, List.of(), UploadEvents.failed(failed))
                .compose(told -> discardAt.isAfter(Instant.now())
                        ? Future.<Void>succeededFuture()
                        : discard.discard(failed).otherwiseEmpty())
                .compose(discarded -> Future.failedFuture(why));
    }

    private Future<Upload.Done> abandon(Upload.Committing upload) {
        Upload.Cancelled cancelled = upload.abandon(Instant.now().plus(settings.takeoverGrace()));
        return rows.save(upload, cancelled, List.of(), UploadEvents.cancelled(cancelled))
                .compose(told -> Future.failedFuture(new WaybillException(
                        ErrorCode.UPLOAD_GONE, "The bytes of this upload never arrived. Send the file again.")));
    }

    /** The lease ends soon, so that whoever is next goes on; the client is told to come back. */
    private Future<Upload.Done> postpone(Upload.Committing upload, Throwable failure) {
        if (failure instanceof WaybillException known && known.code() == ErrorCode.UPLOAD_GONE) {
            return Future.failedFuture(failure);
        }
        if (failure instanceof WaybillException known && known.code() == ErrorCode.CORRUPT) {
            return rows.extendLease(upload.id(), missingRest(upload))
                    .otherwiseEmpty()
                    .compose(rested -> Future.failedFuture(failure));
        }
        LOG.warnf("the commit of upload %s is postponed: %s", upload.id(), failure.toString());
        return rows.extendLease(upload.id(), REST)
                .otherwiseEmpty()
                .compose(rested -> Future.failedFuture(stillCommitting(failure)));
    }

    /** As long again as it has been missing already. */
    private static Duration missingRest(Upload.Committing upload) {
        Duration soFar = Duration.between(upload.bytes().updatedAt(), Instant.now());
        if (soFar.compareTo(MIN_MISSING_REST) < 0) {
            return MIN_MISSING_REST;
        }
        return soFar.compareTo(MAX_MISSING_REST) > 0 ? MAX_MISSING_REST : soFar;
    }

    private static boolean isLoss(Throwable failure) {
        return failure instanceof WaybillException known
                && (known.code() == ErrorCode.CORRUPT || known.code() == ErrorCode.NOT_FOUND);
    }
}
