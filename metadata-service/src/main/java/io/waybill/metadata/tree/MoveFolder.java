package io.waybill.metadata.tree;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FolderMove;
import io.waybill.contracts.api.MovedFiles;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.PathRaces;
import jakarta.enterprise.context.ApplicationScoped;

/** Moves or copies all files of one of the caller's folders, or none of them. */
@ApplicationScoped
public class MoveFolder {
    private final FolderFiles files;

    /** Moves {@code files}. */
    public MoveFolder(FolderFiles files) {
        this.files = files;
    }

    /** Gives them other paths. Fails as {@link FolderFiles#move} and {@link FolderPair#of}. */
    public Uni<MovedFiles> move(Caller caller, FolderMove wish) {
        FolderPair pair = within(caller, FolderPair.of(wish));
        return PathRaces.retried(() -> Panache.withTransaction(() -> files.move(caller.subject(), pair)))
                .map(MovedFiles::new);
    }

    /** Makes new files of their heads; no byte is copied. Fails as {@link FolderFiles#copy} and {@link FolderPair#of}. */
    public Uni<MovedFiles> copy(Caller caller, FolderMove wish) {
        FolderPair pair = within(caller, FolderPair.of(wish));
        return PathRaces.retried(() -> Panache.withTransaction(() -> files.copy(caller.subject(), pair)))
                .map(MovedFiles::new);
    }

    private static FolderPair within(Caller caller, FolderPair pair) {
        caller.requireReach(pair.from().from());
        caller.requireReach(pair.to());
        return pair;
    }
}
