package io.waybill.metadata.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Applies rules that are due, in every replica. */
@ApplicationScoped
public class RetentionSweep {
    private final ApplyRetention applyRetention;

    /** Applies with {@code applyRetention}. */
    public RetentionSweep(ApplyRetention applyRetention) {
        this.applyRetention = applyRetention;
    }

    /** Until no rule is due. What fails is tried again at the next look. */
    @Scheduled(every = "${waybill.retention.poll:PT10S}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .deferred(applyRetention::applyOne)
                .repeat()
                .whilst(applied -> applied)
                .onItem()
                .ignoreAsUni();
    }
}
