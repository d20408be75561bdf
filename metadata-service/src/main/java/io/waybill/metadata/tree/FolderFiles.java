package io.waybill.metadata.tree;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * All files of a folder as one thing: one statement moves or copies them, tells of each and writes each down. A file that another adds meanwhile
 * stays where it was put.
 */
@ApplicationScoped
public class FolderFiles {
    private static final String INSIDE =
            " f.owner = :owner and f.deleted_at is null and f.path >= :from and f.path < :below ";

    private static final String SIZE = "select count(*), max(octet_length(f.path)) from file f where" + INSIDE;

    private static final String COLLISION = "select there.path from file f join file there on there.owner = f.owner"
            + " and there.deleted_at is null and there.path = :to || substr(f.path, length(:from) + 1) where" + INSIDE
            + "limit 1";

    private static final String MOVE = """
            with moved as (
                update file f set path = :to || substr(f.path, length(:from) + 1) where""" + INSIDE + """
                returning f.id, f.owner, f.path),
            told as (
                select count(outbox_append('waybill.files', cast(id as text), 'io.waybill.file.moved.v1',
                    jsonb_build_object('fileId', id, 'owner', owner, 'path', path,
                                       'from', :from || substr(path, length(:to) + 1)))) as files from moved),
            written as (
                select audit_append(jsonb_agg(cast(cast(:audit as text) as jsonb) -> 0
                    || jsonb_build_object('file_id', id, 'path', path))) as entries from moved)
            select least(files, entries) from told, written""";

    /** Both rows are locked: no head changes, and no version is dropped, before the copy points at its bytes. */
    private static final String COPY = """
            with source as materialized (
                select f.id as source_id, f.owner, :to || substr(f.path, length(:from) + 1) as path, f.tags, f.attributes,
                       gen_random_uuid() as file_id, gen_random_uuid() as version_id, v.id as source_version, v.number,
                       v.size, v.sha256, v.crc32, v.store_key, v.content_type, v.part_count
                from file f join version v on v.file_id = f.id and v.number = f.head_version and v.dropped_at is null
                where""" + INSIDE + """
                order by f.id for no key update of f for share of v),
            files as (
                insert into file (id, owner, path, head_version, last_version, size, content_type, created_at, modified_at,
                                  tags, attributes)
                select file_id, owner, path, 1, 1, size, content_type, now(), now(), tags, attributes from source),
            versions as (
                insert into version (id, file_id, number, size, sha256, crc32, store_key, content_type, source_version, part_count,
                                     started_at, created_at)
                select version_id, file_id, 1, size, sha256, crc32, store_key, content_type, source_version, part_count, now(), now()
                from source),
            told as (
                select count(outbox_append('waybill.files', cast(file_id as text), 'io.waybill.file.copied.v1',
                    jsonb_build_object('fileId', file_id, 'owner', owner, 'path', path, 'versionId', version_id, 'size', size,
                                       'sha256', encode(sha256, 'hex'), 'sourceFileId', source_id, 'sourceVersion', number)))
                    as files from source),
            written as (
                select audit_append(jsonb_agg(cast(cast(:audit as text) as jsonb) -> 0
                    || jsonb_build_object('file_id', file_id, 'path', path, 'version', 1))) as entries from source)
            select least(files, entries) from told, written""";

    private final FolderConfig config;
    private final AuditLog audit;

    /** Keeps to {@code config}, and writes to {@code audit}. */
    public FolderFiles(FolderConfig config, AuditLog audit) {
        this.config = config;
        this.audit = audit;
    }

    /** Moves them; how many. Fails as {@link #checked}. */
    Uni<Long> move(String owner, FolderPair pair) {
        return checked(owner, pair).flatMap(fits -> run(MOVE, "file.moved", owner, pair));
    }

    /** Copies them; how many. Fails as {@link #checked}. */
    Uni<Long> copy(String owner, FolderPair pair) {
        return checked(owner, pair).flatMap(fits -> run(COPY, "file.copied", owner, pair));
    }

    /**
     * Fails with {@code not_found} for an empty folder, {@code too_large} beyond the limit, {@code invalid_path} when a path would
     * become too long, {@code path_conflict} when something is where a file would go.
     */
    private Uni<Void> checked(String owner, FolderPair pair) {
        return Panache.getSession().flatMap(session -> bound(session, SIZE, Object[].class, owner, pair)
                .getSingleResult()
                .invoke(row -> checkSize(((Number) row[0]).longValue(), (Integer) row[1], pair))
                .flatMap(row -> bound(session, COLLISION, String.class, owner, pair)
                        .setParameter("to", pair.to())
                        .getSingleResultOrNull())
                .invoke(there -> {
                    if (there != null) {
                        throw new WaybillException(
                                        ErrorCode.PATH_CONFLICT,
                                        "Something is already where a file of the folder would go.")
                                .with("path", there);
                    }
                })
                .replaceWithVoid());
    }

    private void checkSize(long files, Integer longestBytes, FolderPair pair) {
        if (files == 0) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such folder, or it is not yours to see.");
        }
        if (files > config.maxFiles()) {
            throw new WaybillException(
                            ErrorCode.TOO_LARGE,
                            "The folder has more files than can be moved at once: go folder by folder.")
                    .with("limit", config.maxFiles());
        }
        int grown = longestBytes - bytes(pair.from().from()) + bytes(pair.to());
        if (grown > FilePath.MAX_BYTES) {
            throw new WaybillException(
                    ErrorCode.INVALID_PATH, "A path would be longer than " + FilePath.MAX_BYTES + " bytes.");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Uni<Long> run(String sql, String action, String owner, FolderPair pair) {
        String entry = audit.entry(AuditedAction.of(action, owner));
        return Panache.getSession().flatMap(session -> bound(session, sql, Long.class, owner, pair)
                .setParameter("to", pair.to())
                .setParameter("audit", entry)
                .getSingleResult());
    }

    private static <T> Mutiny.SelectionQuery<T> bound(
            Mutiny.Session session, String sql, Class<T> type, String owner, FolderPair pair) {
        return session.createNativeQuery(sql, type)
                .setParameter("owner", owner)
                .setParameter("from", pair.from().from())
                .setParameter("below", pair.from().below());
    }
}
