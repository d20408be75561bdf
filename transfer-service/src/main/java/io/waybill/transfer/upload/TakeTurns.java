package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.transfer.admission.Admission;
import io.waybill.transfer.admission.Candidate;
import io.waybill.transfer.admission.Slot;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets requests bring their bytes in their turn. Who need not wait goes on without a look at the database; who has to waits with
 * its body unread, and its upload is QUEUED.
 */
@ApplicationScoped
public class TakeTurns {
    private static final int LEAST = 0;

    private final UploadEngine engine;
    private final FindUpload find;
    private final Admission admission;

    TakeTurns(UploadEngine engine, FindUpload find, Admission admission) {
        this.engine = engine;
        this.find = find;
        this.admission = admission;
    }

    /** A slot for a new upload, where it need not wait. */
    Optional<Slot> now(UploadTerms terms, Long bodyLength) {
        return admission.tryEnter(candidate(terms, bodyLength));
    }

    /**
     * Does {@code work}, which takes a sequential upload over and appends to it, when it is its turn. Who would be refused in any
     * case does not wait for it; who was overtaken by a newer request while it waited fails with {@code upload_superseded}.
     */
    <T> Future<T> append(AppendBytes.Claim claim, ReadStream<Buffer> body, Supplier<Future<T>> work) {
        Long bodyLength = claim.bodyLength();
        if (bodyLength != null && bodyLength == 0) {
            return work.get();
        }
        // What priority it has is in its row. The least is enough where nobody waits; where somebody does, it is looked
        // up.
        Optional<Slot> now =
                admission.tryEnter(new Candidate(claim.id(), claim.owner(), LEAST, held(bodyLength), true, true));
        if (now.isPresent()) {
            return now.get().during(work);
        }
        return find.settle(claim.owner(), claim.id())
                .compose(upload -> upload instanceof Upload.Open open && takes(open, claim)
                        ? inTurn(open, bodyLength, body, waited -> work.get())
                        : work.get());
    }

    /** Does {@code work}, which brings a part of a parallel upload, when it is its turn. */
    <T> Future<T> part(String owner, UUID id, Long bodyLength, ReadStream<Buffer> body, Supplier<Future<T>> work) {
        Optional<Slot> now = admission.tryEnter(new Candidate(id, owner, LEAST, held(bodyLength), false, true));
        if (now.isPresent()) {
            return now.get().during(work);
        }
        return find.look(owner, id)
                .compose(upload ->
                        upload instanceof Upload.Open open && open.terms().parallel()
                                ? inTurn(open, bodyLength, body, waited -> work.get())
                                : work.get());
    }

    /** Does {@code work} when it is the turn of {@code upload}, with what has become of that meanwhile. */
    <T> Future<T> inTurn(
            Upload.Open upload, Long bodyLength, ReadStream<Buffer> body, Function<Upload, Future<T>> work) {
        return admission
                .enter(candidate(upload.terms(), bodyLength), body, () -> engine.reportQueued(upload))
                .compose(slot -> slot.during(() -> find.look(upload.terms().owner(), upload.id())
                        .compose(now ->
                                isOvertaken(now) ? Future.failedFuture(UploadRows.superseded()) : work.apply(now))));
    }

    /** A newer request became the writer, at another replica or since a slot was free: it is not to be ended by an older one. */
    private static boolean isOvertaken(Upload now) {
        return now instanceof Upload.Open
                && now.bytes().leaseUntil() != null
                && !now.terms().parallel();
    }

    /**
     * Does {@code work}, which takes a whole batch in, when it is its turn.
     *
     * @param key the idempotency key by which its client can come back to its place, or null
     * @param bytes how many it holds at once
     */
    public <T> Future<T> batch(
            String owner, int priority, String key, long bytes, ReadStream<Buffer> body, Supplier<Future<T>> work) {
        UUID id = key == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes((owner + "\nbatch\n" + key).getBytes(StandardCharsets.UTF_8));
        Candidate candidate = new Candidate(id, owner, priority, bytes, false, key != null);
        return admission
                .tryEnter(candidate)
                .map(Future::succeededFuture)
                .orElseGet(() -> admission.enter(candidate, body, () -> {}))
                .compose(slot -> slot.during(work));
    }

    private static boolean takes(Upload.Open upload, AppendBytes.Claim claim) {
        return !upload.terms().parallel()
                && !upload.terms().isFinal()
                && upload.bytes().offset() == claim.offset();
    }

    private Candidate candidate(UploadTerms terms, Long bodyLength) {
        return new Candidate(terms.id(), terms.owner(), terms.priority(), held(bodyLength), !terms.parallel(), true);
    }

    /** One part fills while two are stored. */
    private long held(Long bodyLength) {
        long most = 3 * engine.settings().partSize().asLongValue();
        return bodyLength == null ? most : Math.min(bodyLength, most);
    }
}
