package io.waybill.metadata.catalog;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Pages of the files that a filter lets through, each in bounded work however many files there are and however few pass.
 *
 * <p>First a few files are looked at in order: what many pass fills a page at once. Then each filter is asked for all that it
 * lets through, by its index: when those are few, the page is among them. Otherwise more files are looked at, and the page ends
 * with the last of them, full or not: it then has fewer items than were asked for, or none, and a next page all the same.
 */
final class FilteredFiles {
    private static final int FIRST_LOOK = 2_000;
    private static final int LOOK = 20_000;
    private static final int FEW = 2_000;

    private final Pool database;

    FilteredFiles(Pool database) {
        this.database = database;
    }

    /** The page after {@code place}; its next one is encoded for a cursor. */
    Uni<Page<FileFacts>> page(FileQuery query, ListPlace place, int limit) {
        return look(query, place, limit, FIRST_LOOK)
                .flatMap(first -> first.items().size() == limit || first.next() == null
                        ? Uni.createFrom().item(first)
                        : among(query, query.filter().indexed().iterator(), place, limit));
    }

    private Uni<Page<FileFacts>> among(FileQuery query, Iterator<FileFilter> filters, ListPlace place, int limit) {
        if (!filters.hasNext()) {
            return look(query, place, limit, LOOK);
        }
        return run(FileSelection.among(query, filters.next(), place, limit + 1, FEW))
                .flatMap(rows -> rows.iterator().next().getLong("few") > FEW
                        ? among(query, filters, place, limit)
                        : Uni.createFrom().item(pageOf(query, rows, limit)));
    }

    private static Page<FileFacts> pageOf(FileQuery query, RowSet<Row> rows, int limit) {
        List<FileFacts> found = new ArrayList<>();
        for (Row row : rows) {
            if (row.getUUID("id") != null) {
                found.add(FileSelection.facts(row));
            }
        }
        return cut(query, found, limit);
    }

    /** What passes of the next {@code looked} files. */
    private Uni<Page<FileFacts>> look(FileQuery query, ListPlace place, int limit, int looked) {
        return run(FileSelection.hits(query, place, limit + 1, looked)).map(rows -> {
            List<FileFacts> hits = new ArrayList<>();
            String end = null;
            for (Row row : rows) {
                FileFacts file = FileSelection.facts(row);
                if (row.getBoolean("hit")) {
                    hits.add(file);
                }
                if (row.getLong("nth") == looked) {
                    end = PageRequest.encode(ListPlace.after(query, file));
                }
            }
            return hits.size() > limit ? cut(query, hits, limit) : new Page<>(hits, end);
        });
    }

    private static Page<FileFacts> cut(FileQuery query, List<FileFacts> found, int limit) {
        return new PageRequest(limit, null).page(found, file -> ListPlace.after(query, file));
    }

    private Uni<RowSet<Row>> run(SqlQuery query) {
        return database.preparedQuery(query.sql()).execute(query.values());
    }
}
