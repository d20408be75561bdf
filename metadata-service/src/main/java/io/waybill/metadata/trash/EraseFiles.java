package io.waybill.metadata.trash;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.FileDeleted;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.purges.PendingPurges;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Ends files for good, within the transaction of a caller who has locked them. */
@ApplicationScoped
public class EraseFiles {
    private final CommittedVersions versions;
    private final PendingPurges purges;
    private final FileEvents events;
    private final Counter erased;

    /** Drops {@code versions} and tells {@code events}. */
    public EraseFiles(CommittedVersions versions, PendingPurges purges, FileEvents events, MeterRegistry metrics) {
        this.versions = versions;
        this.purges = purges;
        this.events = events;
        erased = Counter.builder("waybill.files.erased")
                .description("Files that are gone for good")
                .register(metrics);
    }

    /** Drops all versions of {@code files}; bytes that nothing else shows follow. */
    Uni<Void> erase(List<CatalogFile> files, Instant now) {
        if (files.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        files.forEach(file -> file.erase(now));
        Uni<Void> done =
                versions.idsOf(files.stream().map(CatalogFile::id).toList()).flatMap(ids -> purges.dropAll(ids, now));
        for (CatalogFile file : files) {
            done = done.flatMap(dropped -> events.append(new FileDeleted(file.id(), file.owner(), file.path())));
        }
        return done.invoke(() -> erased.increment(files.size()));
    }
}
