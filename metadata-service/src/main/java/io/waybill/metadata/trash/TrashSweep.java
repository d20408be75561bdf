package io.waybill.metadata.trash;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Erases what the trash has kept long enough, in every replica. */
@ApplicationScoped
public class TrashSweep {
    private final EmptyTrash emptyTrash;
    private final TrashConfig config;

    /** Erases with {@code emptyTrash}. */
    public TrashSweep(EmptyTrash emptyTrash, TrashConfig config) {
        this.emptyTrash = emptyTrash;
        this.config = config;
    }

    /** Until nothing is old enough. What fails is tried again at the next look. */
    @Scheduled(every = "${waybill.trash.poll:PT1M}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .deferred(() -> emptyTrash.someOlderThan(Instant.now().minus(config.keep())))
                .repeat()
                .whilst(some -> some > 0)
                .onItem()
                .ignoreAsUni();
    }
}
