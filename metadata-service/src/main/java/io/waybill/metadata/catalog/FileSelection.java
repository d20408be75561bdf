package io.waybill.metadata.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.FileFacts;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The statements of lists. Each is ordered by an index that begins with the owner and ends after a page, or after so many files
 * that a filter was asked about; the head's digest is looked up for the rows of the page alone.
 */
public final class FileSelection {
    private static final String FACTS = """
            select f.id, f.owner, f.path, f.head_version, f.size, f.content_type, f.created_at, f.modified_at, f.tags,
                   f.attributes, f.revision, head.sha256
            from (""";
    private static final String HEADS = """
            ) f join lateral (
                select v.sha256 from version v where v.file_id = f.id and v.number = f.head_version limit 1) head on true
            """;

    private static final String SUBFOLDER = """
            select ?::text || split_part(substr(f.folder, length(?::text) + 1), '/', 1) || '/' from file f
            where f.owner = ? and f.deleted_at is null and\s""";

    private FileSelection() {}

    /**
     * At most {@code limit} files of {@code owner}'s trash after {@code place} (null for the first), the latest first; those of
     * the paths in {@code range}, or of all when that is null.
     */
    public static SqlQuery trash(String owner, PathRange range, TimePlace place, int limit) {
        String order = " order by f.deleted_at desc, f.id desc";
        SqlQuery.Builder sql = new SqlQuery.Builder()
                .add(FACTS.replace("select f.id", "select f.deleted_at, f.id"))
                .add(
                        "select * from file f where f.owner = ? and f.deleted_at is not null and f.erased_at is null",
                        owner);
        if (range != null) {
            sql.add(" and f.path >= ? and f.path < ?", range.from(), range.below());
        }
        if (place != null) {
            sql.add(" and (f.deleted_at, f.id) < (?, ?)", place.at(), place.id());
        }
        return sql.add(order + " limit ?", limit).add(HEADS + order).build();
    }

    /** One file, whoever owns it. */
    static SqlQuery byId(UUID id) {
        return new SqlQuery.Builder()
                .add(FACTS + "select * from file where id = ? and deleted_at is null" + HEADS, id)
                .build();
    }

    /** At most {@code limit} files after {@code place}, whatever the filter says. */
    static SqlQuery files(FileQuery query, ListPlace place, int limit) {
        SqlQuery.Builder sql = new SqlQuery.Builder().add(FACTS);
        inOrder(sql, query, place, limit);
        return sql.add(HEADS + ordered("f", query)).build();
    }

    /**
     * Of the {@code looked} files after {@code place} at most {@code limit} that the filter lets through, each with {@code hit};
     * and the last of them when there are so many, be it a hit or not.
     */
    static SqlQuery hits(FileQuery query, ListPlace place, int limit, int looked) {
        SqlQuery.Builder sql = new SqlQuery.Builder()
                .add(FACTS.replace("select f.id", "select f.hit, f.nth, f.id") + "select * from (select f.*, (true");
        filter(sql, query.filter());
        sql.add(") as hit, row_number() over (" + ordered("f", query).strip() + ") as nth from (");
        inOrder(sql, query, place, looked);
        sql.add(") f) f where f.hit or f.nth = ?", (long) looked);
        String order = ordered("f", query);
        return sql.add(order + " limit ?", limit).add(HEADS + order).build();
    }

    /**
     * All that {@code one} of the filters lets through, if that is at most {@code few} (counted in each row as {@code few});
     * of them at most {@code limit} that the question asks for after {@code place}. One row without a file when none is.
     */
    static SqlQuery among(FileQuery query, FileFilter one, ListPlace place, int limit, int few) {
        SqlQuery.Builder sql = new SqlQuery.Builder()
                .add("with found as materialized (select * from file f where f.deleted_at is null");
        if (one.isOrdered()) {
            sql.add(" and f.owner = ?", query.owner());
        }
        filter(sql, one);
        sql.add(indexed(one) + " limit ?), counted as (select count(*) as few from found)", few + 1L);
        sql.add(" select counted.few, page.* from counted left join lateral (" + FACTS);
        sql.add("select * from found f where f.owner = ?", query.owner());
        stretch(sql, query, place);
        filter(sql, query.filter());
        String order = ordered("f", query);
        return sql.add(order + " limit ?", limit)
                .add(HEADS + ") page on counted.few <= ?", (long) few)
                .add(ordered("page", query))
                .build();
    }

    /** The order of the index that finds what {@code one} filter lets through; those of names and tags have none. */
    private static String indexed(FileFilter one) {
        if (one.type() != null) {
            return " order by f.content_type";
        }
        boolean bySize = one.minSizeBytes() != null || one.maxSizeBytes() != null;
        return bySize ? " order by f.size, f.id" : one.isOrdered() ? " order by f.modified_at, f.id" : "";
    }

    private static void inOrder(SqlQuery.Builder sql, FileQuery query, ListPlace place, int limit) {
        sql.add("select * from file f where f.owner = ? and f.deleted_at is null", query.owner());
        stretch(sql, query, place);
        sql.add(ordered("f", query) + " limit ?", limit);
    }

    private static void stretch(SqlQuery.Builder sql, FileQuery query, ListPlace place) {
        if (query.oneLevel()) {
            sql.add(" and f.folder_key = md5(?)::uuid", query.range().from());
        } else if (!query.range().from().isEmpty()) {
            sql.add(
                    " and f.path >= ? and f.path < ?",
                    query.range().from(),
                    query.range().below());
        }
        if (place != null && place.id() != null) {
            after(sql, query, place);
        }
    }

    /**
     * At most {@code limit} folders directly below the one that is the prefix, after {@code last} (null for the first): one look
     * into the index for each, however much is in it.
     */
    static SqlQuery folders(FileQuery query, String last, int limit) {
        String level = query.range().from();
        String first = last == null ? level + ' ' : beyond(last);
        String below = query.range().below();
        return new SqlQuery.Builder()
                .add("with recursive level(child) as ((")
                .add(SUBFOLDER + "f.folder >= ? and f.folder < ?", level, level, query.owner(), first, below)
                .add(" order by f.folder limit 1) union all select (")
                .add(SUBFOLDER, level, level, query.owner())
                .add("f.folder >= left(level.child, -1) || '0' and f.folder < ?", below)
                .add(" order by f.folder limit 1) from level where level.child is not null)")
                .add(" select child from level where child is not null limit ?", limit)
                .build();
    }

    /** What a row of {@link #byId}, {@link #files} and {@link #trash} says. */
    public static FileFacts facts(Row row) {
        String path = row.getString("path");
        return new FileFacts(
                row.getUUID("id"),
                row.getString("owner"),
                path,
                path.substring(path.lastIndexOf('/') + 1),
                row.getInteger("head_version"),
                row.getLong("size"),
                Sha256.of(row.getBuffer("sha256").getBytes()),
                row.getString("content_type"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("modified_at").toInstant(),
                row.getJsonArray("tags").stream().map(String.class::cast).toList(),
                row.getJsonObject("attributes").stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue())),
                row.getLong("revision"));
    }

    private static void filter(SqlQuery.Builder sql, FileFilter filter) {
        if (filter.name() != null) {
            sql.add(
                    " and f.search_name like ('%' || lower(?::text collate \"pg_c_utf8\") || '%') collate \"C\"",
                    filter.name().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"));
        }
        if (filter.type() != null && filter.type().endsWith("/*")) {
            String kind = filter.type().substring(0, filter.type().length() - 1);
            sql.add(" and f.content_type >= ? and f.content_type < ?", kind, beyond(kind));
        } else if (filter.type() != null) {
            String type = filter.type();
            sql.add(
                    " and f.content_type >= ? and f.content_type < ? and (f.content_type = ? or f.content_type >= ?)",
                    type,
                    type + '<',
                    type,
                    type + ';');
        }
        if (filter.tag() != null) {
            sql.add(" and f.tags <> '[]' and f.tags @> ?::jsonb", new JsonArray().add(filter.tag()));
        }
        atLeast(sql, "f.size >= ?", filter.minSizeBytes());
        atLeast(sql, "f.size <= ?", filter.maxSizeBytes());
        atLeast(sql, "f.modified_at >= ?", filter.modifiedFrom());
        atLeast(sql, "f.modified_at < ?", filter.modifiedBefore());
    }

    private static void atLeast(SqlQuery.Builder sql, String condition, Object bound) {
        if (bound != null) {
            sql.add(" and " + condition, bound);
        }
    }

    private static void after(SqlQuery.Builder sql, FileQuery query, ListPlace place) {
        String direction = query.descending() ? "<" : ">";
        if (query.order() == FileOrder.NAME) {
            sql.add(" and f.path " + direction + " ?", place.key());
        } else {
            sql.add(" and (f." + query.order().column() + ", f.id) " + direction + " (?, ?)", place.key(), place.id());
        }
    }

    private static String ordered(String table, FileQuery query) {
        String direction = query.descending() ? " desc" : "";
        String column = table + "." + query.order().column() + direction;
        return " order by " + (query.order() == FileOrder.NAME ? column : column + ", " + table + ".id" + direction);
    }

    /** The first string after all that begin with {@code folder}, whose last character is a slash. */
    private static String beyond(String folder) {
        return folder.substring(0, folder.length() - 1) + '0';
    }
}
