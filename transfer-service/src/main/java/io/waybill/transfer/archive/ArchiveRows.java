package io.waybill.transfer.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The manifests of archives. One is written page by page and cannot be seen before it is finished; what is left unfinished
 * goes with the expired ones.
 */
@ApplicationScoped
public class ArchiveRows {
    private static final String FINISHED = " length is not null and expires_at > now() ";

    private final Pool pool;
    private final ObjectMapper json;

    ArchiveRows(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** Begins one, for a credential that is good for {@code pathPrefix} (null: all); false when its owner has too many already, or too many entries in them. */
    Future<Boolean> begin(UUID id, String owner, String pathPrefix, String name, ArchiveSettings settings) {
        return run(
                        "insert into archive (id, owner, path_prefix, name, created_at, expires_at)"
                                + " select $1, $2, $7, $3, now(), now() + $4::bigint * interval '1 millisecond'"
                                + " from (select count(*) as archives, coalesce(sum(entries), 0) as entries from archive"
                                + " where owner = $2 and expires_at > now()) as there"
                                + " where there.archives < $5::int and there.entries < $6::int",
                        Tuple.of(
                                        id,
                                        owner,
                                        name,
                                        settings.keep().toMillis(),
                                        settings.maxPerOwner(),
                                        settings.maxEntriesPerOwner())
                                .addString(pathPrefix))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Writes the page {@code number}, from 0. */
    Future<Void> add(UUID id, int number, ArchivePage page) {
        return run(
                        "insert into archive_page (archive, number, starts_at, directory_at, entries)"
                                + " values ($1, $2, $3, $4, $5)",
                        Tuple.of(id, number, page.startsAt(), page.directoryAt(), write(page.entries())))
                .mapEmpty();
    }

    /** Finishes one: the archive, or an earlier one of the same owner that is the same, which is kept instead. */
    Future<Archive> finish(UUID id, String etag, ZipEnd end, Duration keep) {
        return same(id, etag, keep)
                .compose(same -> same.isPresent()
                        ? delete(id).map(same.get())
                        : run(
                                        "update archive set etag = $2, entries = $3, directory_offset = $4, directory_size = $5,"
                                                + " length = $6 where id = $1 returning *",
                                        Tuple.of(
                                                id,
                                                etag,
                                                end.entries(),
                                                end.directoryOffset(),
                                                end.directoryBytes(),
                                                end.archiveBytes()))
                                .map(rows -> only(rows).orElseThrow(ArchiveRows::gone)));
    }

    /** A finished one. Asking for it keeps it for longer. */
    Future<Optional<Archive>> find(UUID id, Duration keep) {
        return run(
                        "update archive set expires_at = case when expires_at < now() + $2::bigint * interval '0.5 millisecond'"
                                + " then now() + $2::bigint * interval '1 millisecond' else expires_at end where id = $1 and"
                                + FINISHED + "returning *",
                        Tuple.of(id, keep.toMillis()))
                .map(ArchiveRows::only);
    }

    /** The owner's finished ones, newest first. */
    Future<List<Archive>> of(String owner, int limit) {
        return run(
                        "select * from archive where owner = $1 and gone_path is null and" + FINISHED
                                + "order by created_at desc, id limit $2",
                        Tuple.of(owner, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ArchiveRows::read)
                        .toList());
    }

    /** Notes that bytes of an entry were deleted for good. */
    Future<Void> markGone(UUID id, String path) {
        return run("update archive set gone_path = $2 where id = $1 and gone_path is null", Tuple.of(id, path))
                .mapEmpty();
    }

    /** Drops one. Idempotent. */
    Future<Void> delete(UUID id) {
        return run("delete from archive where id = $1", Tuple.of(id)).mapEmpty();
    }

    /** Drops up to {@code limit} whose time is over; how many. */
    public Future<Integer> sweep(int limit) {
        return run(
                        "delete from archive where id in (select id from archive where expires_at < now()"
                                + " order by expires_at limit $1 for update skip locked)",
                        Tuple.of(limit))
                .map(RowSet::rowCount);
    }

    /** The pages of one. */
    ArchivePages pages(UUID id) {
        return new ArchivePages() {
            @Override
            public Future<ArchivePage> at(long offset) {
                return page(id, "starts_at", offset);
            }

            @Override
            public Future<ArchivePage> inDirectory(long offset) {
                return page(id, "directory_at", offset);
            }
        };
    }

    private Future<ArchivePage> page(UUID id, String column, long offset) {
        return run(
                        "select starts_at, directory_at, entries from archive_page where archive = $1 and " + column
                                + " <= $2" + " order by " + column + " desc limit 1",
                        Tuple.of(id, offset))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw gone();
                    }
                    Row row = rows.iterator().next();
                    return new ArchivePage(
                            row.getLong("starts_at"),
                            row.getLong("directory_at"),
                            readEntries(row.getBuffer("entries")));
                });
    }

    private Future<Optional<Archive>> same(UUID id, String etag, Duration keep) {
        return run(
                        "update archive as same set expires_at = now() + $3::bigint * interval '1 millisecond'"
                                + " from archive as mine where mine.id = $1 and same.owner = mine.owner and same.name = mine.name"
                                + " and same.path_prefix is not distinct from mine.path_prefix"
                                + " and same.etag = $2 and same.gone_path is null and same.expires_at > now() returning same.*",
                        Tuple.of(id, etag, keep.toMillis()))
                .map(ArchiveRows::only);
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    private Buffer write(List<ArchiveEntry> entries) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(entries));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an entry that is no JSON", impossible);
        }
    }

    private List<ArchiveEntry> readEntries(Buffer text) {
        try {
            return json.readValue(text.getBytes(), new TypeReference<>() {});
        } catch (IOException broken) {
            throw new IllegalStateException("a page that holds no JSON", broken);
        }
    }

    private static Optional<Archive> only(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(read(rows.iterator().next()));
    }

    private static Archive read(Row row) {
        return new Archive(
                row.getUUID("id"),
                row.getString("owner"),
                row.getString("path_prefix"),
                row.getString("name"),
                row.getString("etag"),
                new ZipEnd(row.getInteger("entries"), row.getLong("directory_offset"), row.getLong("directory_size")),
                time(row, "created_at"),
                time(row, "expires_at"),
                row.getString("gone_path"));
    }

    private static Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time.withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    }

    private static WaybillException gone() {
        return new WaybillException(ErrorCode.NOT_FOUND, "The archive is no longer kept. Ask for a new one.");
    }
}
