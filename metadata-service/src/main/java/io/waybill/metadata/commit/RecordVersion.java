package io.waybill.metadata.commit;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.catalog.FreePaths;
import io.waybill.metadata.catalog.Preconditions;
import io.waybill.metadata.purges.PendingPurges;
import io.waybill.metadata.quota.SpaceAtCommit;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The inside of a commit's transaction: find what is at the path, decide by the conflict mode, write, tell. */
@ApplicationScoped
public class RecordVersion {
    private final PathLocks locks;
    private final CatalogFiles files;
    private final FreePaths freePaths;
    private final CommittedVersions versions;
    private final PendingPurges purges;
    private final SpaceAtCommit space;
    private final WriteVersions writeVersions;

    /** Decides by what {@code files}, {@code versions} and {@code space} say, and writes with {@code writeVersions}. */
    public RecordVersion(
            PathLocks locks,
            CatalogFiles files,
            FreePaths freePaths,
            CommittedVersions versions,
            PendingPurges purges,
            SpaceAtCommit space,
            WriteVersions writeVersions) {
        this.locks = locks;
        this.files = files;
        this.freePaths = freePaths;
        this.versions = versions;
        this.purges = purges;
        this.space = space;
        this.writeVersions = writeVersions;
    }

    /** Does it, within the caller's transaction. */
    Uni<Committed> record(CommitVersion commit) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return locks.lock(commit)
                .flatMap(locked -> versions.findByUpload(commit.uploadId()))
                .flatMap(earlier -> earlier == null ? first(commit, now) : repeated(commit, earlier));
    }

    private Uni<Committed> repeated(CommitVersion commit, CommittedVersion earlier) {
        if (!earlier.storeKey().equals(commit.storeKey())) {
            throw new WaybillException(
                    ErrorCode.IDEMPOTENCY_CONFLICT, "This upload was already committed with other bytes.");
        }
        return files.findById(earlier.fileId()).map(file -> new Committed(earlier.at(file.path()), false));
    }

    private Uni<Committed> first(CommitVersion commit, Instant now) {
        return files.lockAt(commit.owner(), commit.path().value())
                .flatMap(there -> there == null
                        ? checked(commit, null)
                                .flatMap(head -> create(commit, commit.path().value(), now))
                        : checked(commit, there).flatMap(head -> decide(commit, there, now)));
    }

    private Uni<CommittedVersion> checked(CommitVersion commit, CatalogFile there) {
        Uni<CommittedVersion> head =
                there == null ? Uni.createFrom().nullItem() : versions.findVisible(there.id(), there.headVersion());
        return head.invoke(found -> Preconditions.check(
                commit.ifMatch(),
                commit.ifNoneMatch(),
                found == null ? null : found.at(there.path()).etag()));
    }

    private Uni<Committed> decide(CommitVersion commit, CatalogFile there, Instant now) {
        return switch (commit.conflict()) {
            case VERSION -> append(commit, there, now);
            case OVERWRITE ->
                versions.listVisible(there.id())
                        .flatMap(earlier -> purges.drop(earlier, now))
                        .flatMap(dropped -> append(commit, there, now));
            case RENAME -> freePaths.beside(commit.owner(), commit.path()).flatMap(path -> create(commit, path, now));
            case REJECT ->
                throw taken(commit, "Something is already at this path: choose another, or another conflict mode.");
        };
    }

    private Uni<Committed> append(CommitVersion commit, CatalogFile file, Instant now) {
        return write(appended(commit, file, now));
    }

    private Uni<Committed> create(CommitVersion commit, String path, Instant now) {
        return write(created(commit, path, now));
    }

    private Uni<Committed> write(NewVersion decided) {
        return space.require(decided.commit())
                .flatMap(fits -> writeVersions.write(List.of(decided)))
                .map(written -> written.get(0));
    }

    /** The next version of {@code file}, which becomes its head. */
    static NewVersion appended(CommitVersion commit, CatalogFile file, Instant now) {
        int number = file.advanceHead(commit.size(), CommittedVersion.contentTypeOf(commit), now);
        return new NewVersion(commit, file, new CommittedVersion(file.id(), number, commit, now));
    }

    /** The first version of a new file. */
    static NewVersion created(CommitVersion commit, String path, Instant now) {
        CatalogFile file =
                new CatalogFile(commit.owner(), path, commit.size(), CommittedVersion.contentTypeOf(commit), now);
        return new NewVersion(commit, file, new CommittedVersion(file.id(), file.headVersion(), commit, now));
    }

    private static WaybillException taken(CommitVersion commit, String detail) {
        return new WaybillException(ErrorCode.PATH_CONFLICT, detail)
                .with("path", commit.path().value());
    }
}
