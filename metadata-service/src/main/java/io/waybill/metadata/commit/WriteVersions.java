package io.waybill.metadata.commit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.metadata.audit.Origin;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.quota.SpaceAtCommit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what was decided, however many versions that are, with the same few statements: all a commit leaves behind is
 * written here.
 */
@ApplicationScoped
public class WriteVersions {
    private final FileEvents events;
    private final SpaceAtCommit space;

    /** Tells with {@code events}. */
    public WriteVersions(FileEvents events, SpaceAtCommit space) {
        this.events = events;
        this.space = space;
    }

    /** Does it, within the caller's transaction; a file that was made for its version is written with it. */
    Uni<List<Committed>> write(List<NewVersion> decided) {
        List<Object> rows = new ArrayList<>();
        decided.stream()
                .map(NewVersion::file)
                .filter(file -> file.headVersion() == 1)
                .forEach(rows::add);
        decided.stream().map(NewVersion::version).forEach(rows::add);
        return Panache.getSession()
                .flatMap(session -> session.persistAll(rows.toArray()).chain(session::flush))
                .chain(() -> events.append(
                        decided.stream().map(NewVersion::event).toList(),
                        decided.stream()
                                .map(version -> Origin.of(version.commit()))
                                .toList()))
                .chain(() ->
                        space.release(decided.stream().map(NewVersion::commit).toList()))
                .replaceWith(() -> decided.stream().map(NewVersion::committed).toList());
    }
}
