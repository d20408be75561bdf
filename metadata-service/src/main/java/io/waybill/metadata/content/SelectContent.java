package io.waybill.metadata.content;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ContentSelection;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.SelectedContent;
import io.waybill.contracts.api.StoredCrc32;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.metadata.catalog.PathRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Reads what has to be known of many files to pack their bytes: one statement a page, each answered from an index. */
@ApplicationScoped
public class SelectContent {
    private static final String COLUMNS = """
            select f.id as file_id, f.path, v.id, v.number, v.size, v.sha256, v.content_type, v.created_at, v.label, v.upload_id,
                   v.store_key, v.crc32 from file f join version v on v.file_id = f.id and v.dropped_at is null""";
    private static final String HEAD = " and v.number = f.head_version";
    private static final String OWNED = " where f.deleted_at is null and f.owner = $1";
    private static final String OWNED_IF_SAID = " where f.deleted_at is null and ($1::text is null or f.owner = $1)";
    private static final String PAGE = " and f.path >= $2 and (f.path, v.number) > ($2, $3)";
    private static final String ORDER = " order by path, number limit $4";

    private final Pool database;

    /** Reads from {@code database}. */
    public SelectContent(Pool database) {
        this.database = database;
    }

    /**
     * One page of what {@code selection} names, by path and version. Files and versions that are not there, or not the
     * owner's, are passed over.
     *
     * @return fails with {@code malformed_request} for a selection that is none
     */
    public Uni<Page<SelectedContent>> select(ContentSelection selection) {
        Place place = Place.of(selection.after());
        boolean listed = selection.prefix() == null;
        require(selection.limit() >= 1 && selection.limit() <= ContentSelection.MAX_LIMIT, "limit");
        require(listed || selection.owner() != null, "owner");
        Tuple values = Tuple.of(selection.owner(), place.path(), place.number(), selection.limit());
        return (listed ? byId(selection, values) : byPrefix(selection, values))
                .map(found -> new Page<>(
                        found,
                        found.size() < selection.limit()
                                ? null
                                : Place.of(found.get(found.size() - 1).version())
                                        .text()));
    }

    /** Those of {@code storeKeys} whose bytes some version shows. */
    public Uni<List<String>> shown(List<String> storeKeys) {
        return database.preparedQuery("""
                        select v.store_key from version v
                        where v.store_key = any($1) and v.source_version is null and v.dropped_at is null
                        union
                        select v.store_key from version v
                        where v.store_key = any($1) and v.source_version is not null and v.dropped_at is null""")
                .execute(Tuple.of((Object) storeKeys.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("store_key"))
                        .toList());
    }

    /** Notes the CRC-32 of bytes that had none; may be called twice. */
    public Uni<Void> note(List<StoredCrc32> sums) {
        return database.preparedQuery("""
                        with known as (select * from unnest($1::text[], $2::bigint[]) as k(store_key, crc32)),
                        showing as (
                            select v.id, known.crc32 from known join version v
                            on v.store_key = known.store_key and v.source_version is null
                            union all
                            select v.id, known.crc32 from known join version v
                            on v.store_key = known.store_key and v.source_version is not null)
                        update version set crc32 = showing.crc32 from showing
                        where version.id = showing.id and version.crc32 is null""")
                .execute(Tuple.of(
                        sums.stream().map(StoredCrc32::storeKey).toArray(String[]::new),
                        sums.stream().map(StoredCrc32::crc32).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    private Uni<List<SelectedContent>> byPrefix(ContentSelection selection, Tuple values) {
        PathRange range = PathRange.of(selection.prefix());
        values.addString(range.from()).addString(range.below());
        return read(
                COLUMNS + (selection.allVersions() ? "" : HEAD) + OWNED + PAGE + " and f.path >= $5 and f.path < $6"
                        + ORDER,
                values);
    }

    private Uni<List<SelectedContent>> byId(ContentSelection selection, Tuple values) {
        values.addArrayOfUUID(selection.files().toArray(UUID[]::new))
                .addArrayOfUUID(selection.versions().toArray(UUID[]::new));
        return read(
                COLUMNS + (selection.allVersions() ? "" : HEAD) + OWNED_IF_SAID + PAGE + " and f.id = any($5) union "
                        + COLUMNS + OWNED_IF_SAID + PAGE + " and v.id = any($6)" + ORDER,
                values);
    }

    private Uni<List<SelectedContent>> read(String sql, Tuple values) {
        return database.preparedQuery(sql).execute(values).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(SelectContent::selected)
                .toList());
    }

    private static SelectedContent selected(Row row) {
        UUID uploadId = row.getUUID("upload_id");
        return new SelectedContent(
                new FileVersion(
                        row.getUUID("file_id"),
                        row.getUUID("id"),
                        row.getInteger("number"),
                        row.getString("path"),
                        row.getLong("size"),
                        Sha256.of(row.getBuffer("sha256").getBytes()),
                        row.getString("content_type"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getString("label"),
                        uploadId == null ? null : FileVersion.receiptOf(uploadId)),
                row.getString("store_key"),
                row.getLong("crc32"));
    }

    private static void require(boolean holds, String field) {
        if (!holds) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "The field " + field + " is missing or not acceptable.");
        }
    }

    /** Where a page ended. */
    private record Place(String path, int number) {
        static Place of(FileVersion last) {
            return new Place(last.path(), last.version());
        }

        static Place of(String text) {
            if (text == null) {
                return new Place("", 0);
            }
            int slash = text.indexOf('/');
            require(slash > 0 && text.substring(0, slash).matches("[0-9]{1,9}"), "after");
            return new Place(text.substring(slash + 1), Integer.parseInt(text.substring(0, slash)));
        }

        String text() {
            return number + "/" + path;
        }
    }
}
