package io.waybill.metadata.trash;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.FileTrashed;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.events.FileEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Puts a file into the trash with all its versions, or ends it at once. Its path is free either way. */
@ApplicationScoped
public class DeleteFile {
    private final OwnedFiles files;
    private final EraseFiles eraseFiles;
    private final FileEvents events;
    private final Counter deleted;

    /** Deletes from {@code files} and tells {@code events}. */
    public DeleteFile(OwnedFiles files, EraseFiles eraseFiles, FileEvents events, MeterRegistry metrics) {
        this.files = files;
        this.eraseFiles = eraseFiles;
        this.events = events;
        deleted = Counter.builder("waybill.files.deleted")
                .description("Files deleted by their owners")
                .register(metrics);
    }

    /**
     * Deletes the file {@code id}.
     *
     * @param forGood whether it is erased at once
     * @return fails as {@link OwnedFiles#lock}; also when repeated
     */
    @WithTransaction
    public Uni<Void> delete(Caller caller, UUID id, boolean forGood) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return files.lock(caller, id)
                .flatMap(file -> {
                    file.trash(now);
                    return forGood
                            ? eraseFiles.erase(List.of(file), now)
                            : events.append(new FileTrashed(file.id(), file.owner(), file.path()));
                })
                .invoke(done -> deleted.increment());
    }
}
