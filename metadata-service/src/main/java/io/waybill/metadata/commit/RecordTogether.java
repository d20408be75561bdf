package io.waybill.metadata.commit;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.quota.SpaceAtCommit;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The inside of a group's transaction: the commits that need no second look are recorded together, with as many statements as
 * one of them needs alone. The others are left: a repeat, a condition, a file that is to be replaced or kept, a path that
 * somebody else is at.
 */
@ApplicationScoped
public class RecordTogether {
    private final PathLocks locks;
    private final CommittedVersions versions;
    private final SpaceAtCommit space;
    private final WriteVersions writeVersions;

    /** Decides by what {@code versions}, {@code space} and the files say, and writes with {@code writeVersions}. */
    public RecordTogether(
            PathLocks locks, CommittedVersions versions, SpaceAtCommit space, WriteVersions writeVersions) {
        this.locks = locks;
        this.versions = versions;
        this.space = space;
        this.writeVersions = writeVersions;
    }

    /**
     * Does it, within the caller's transaction, and never waits for another one's.
     *
     * @param commits of paths that are all different
     * @return the versions that were made, by their uploads
     */
    Uni<Map<UUID, Committed>> record(List<CommitVersion> commits) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<CommitVersion> plain =
                commits.stream().filter(RecordTogether::isPlain).toList();
        return plain.isEmpty()
                ? nothing()
                : locks.tryLock(plain).flatMap(locked -> locked.isEmpty() ? nothing() : decide(locked, now));
    }

    private static Uni<Map<UUID, Committed>> nothing() {
        return Uni.createFrom().item(Map.of());
    }

    private static boolean isPlain(CommitVersion commit) {
        return commit.ifMatch() == null && commit.ifNoneMatch() == null;
    }

    private Uni<Map<UUID, Committed>> decide(List<CommitVersion> locked, Instant now) {
        return versions.committedAmong(
                        locked.stream().map(CommitVersion::uploadId).toList())
                .flatMap(repeats -> first(locked, repeats)
                        .flatMap(fitting -> fitting.isEmpty()
                                ? Uni.createFrom().item(List.<NewVersion>of())
                                : locks.filesAt(fitting).map(files -> decide(fitting, files, now))))
                .flatMap(decided -> decided.isEmpty() ? nothing() : written(decided));
    }

    private Uni<Map<UUID, Committed>> written(List<NewVersion> decided) {
        return writeVersions.write(decided).map(written -> {
            Map<UUID, Committed> byUpload = new HashMap<>();
            for (int i = 0; i < decided.size(); i++) {
                byUpload.put(decided.get(i).commit().uploadId(), written.get(i));
            }
            return byUpload;
        });
    }

    /** Those that are no repeats, and that there is room for. */
    private Uni<List<CommitVersion>> first(List<CommitVersion> locked, List<UUID> repeats) {
        Set<UUID> repeated = Set.copyOf(repeats);
        return space.fitting(locked.stream()
                .filter(commit -> !repeated.contains(commit.uploadId()))
                .toList());
    }

    private static List<NewVersion> decide(List<CommitVersion> fitting, List<CatalogFile> files, Instant now) {
        Map<List<String>, CatalogFile> there = files.stream()
                .collect(Collectors.toMap(file -> List.of(file.owner(), file.path()), Function.identity()));
        List<NewVersion> decided = new ArrayList<>();
        for (CommitVersion commit : fitting) {
            String path = commit.path().value();
            CatalogFile file = there.get(List.of(commit.owner(), path));
            if (file == null) {
                decided.add(RecordVersion.created(commit, path, now));
            } else if (commit.conflict() == ConflictMode.VERSION) {
                decided.add(RecordVersion.appended(commit, file, now));
            }
        }
        return decided;
    }
}
