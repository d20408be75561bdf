package io.waybill.metadata.commit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.kit.log.LogFields;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Records a verified upload as a version, once: the first request makes it, every repeat gets the same answer, also when
 * both come at the same moment or long after the file was deleted.
 *
 * <p>Commits to one path wait for each other (an advisory lock, which also orders the repeats of one upload). A commit that
 * loses a race for a path all the same, to one that was renamed to it, is tried again from the start.
 */
@ApplicationScoped
public class CommitUpload {
    private static final int ATTEMPTS = 5;
    private static final String UNIQUE_VIOLATION = "23505";

    private final RecordVersion recordVersion;
    private final CommitCount count;

    /** Records with {@code recordVersion}. */
    public CommitUpload(RecordVersion recordVersion, CommitCount count) {
        this.recordVersion = recordVersion;
        this.count = count;
    }

    /**
     * Makes the version that {@code commit} describes.
     *
     * @return fails with {@code malformed_request}, {@code path_conflict}, {@code precondition_failed} or
     *     {@code idempotency_conflict} for good, with {@code database_unavailable} for now; nothing is changed then
     */
    public Uni<Committed> commit(CommitVersion commit) {
        CommitRules.check(commit);
        LogFields.upload(commit.uploadId());
        LogFields.owner(commit.owner());
        return Uni.createFrom()
                .deferred(() -> Panache.withTransaction(() -> recordVersion.record(commit)))
                .onFailure(CommitUpload::lostARace)
                .retry()
                .atMost(ATTEMPTS - 1)
                .onFailure(CommitUpload::lostARace)
                .transform(lost -> new WaybillException(
                        ErrorCode.IDEMPOTENCY_CONFLICT,
                        "The upload id or the store key already belongs to another version.",
                        lost))
                .invoke(count::count)
                .invoke(() -> Failpoint.reached("version-recorded"));
    }

    /** Whether another version stands where this one would: every other constraint is a fault of ours, and not for good. */
    private static boolean lostARace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConstraintViolationException violated) {
                return UNIQUE_VIOLATION.equals(violated.getSQLState());
            }
        }
        return false;
    }
}
