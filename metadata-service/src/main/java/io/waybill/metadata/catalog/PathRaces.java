package io.waybill.metadata.catalog;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.DatabaseFailures;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.LockAcquisitionException;

/** Two may want one path at the same moment: one gets it, the other looks again. */
public final class PathRaces {
    private static final int ATTEMPTS = 5;

    private PathRaces() {}

    /**
     * What {@code transaction} gives, tried again when another was faster at a path, or when the database ended one of two
     * transactions that waited for each other.
     *
     * @return fails with {@code path_conflict} when it never gets its turn
     */
    public static <T> Uni<T> retried(Supplier<Uni<T>> transaction) {
        return Uni.createFrom()
                .<T>deferred(transaction::get)
                .onFailure(PathRaces::isLost)
                .retry()
                .atMost(ATTEMPTS - 1)
                .onFailure(PathRaces::isLost)
                .transform(lost -> new WaybillException(
                        ErrorCode.PATH_CONFLICT, "Others keep changing what is at this path: try again.", lost));
    }

    private static boolean isLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConstraintViolationException || cause instanceof LockAcquisitionException) {
                return true;
            }
        }
        return DatabaseFailures.isDeadlock(failure);
    }
}
