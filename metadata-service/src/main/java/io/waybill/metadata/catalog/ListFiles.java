package io.waybill.metadata.catalog;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.FileListing;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * Lists and searches files, each caller within what they may read. A page is found by its place in an order, never by counting:
 * files that come and go neither shift nor repeat the others.
 */
@ApplicationScoped
public class ListFiles {
    private final Pool database;
    private final FilteredFiles filtered;

    /** Reads from {@code database}. */
    public ListFiles(Pool database) {
        this.database = database;
        this.filtered = new FilteredFiles(database);
    }

    /**
     * One page. On one level, folders come before files. With a filter that few files pass, a page may have fewer items than
     * asked for, or none, although there is a next one: what is looked at for a page is bounded.
     *
     * @param owner whose files; null means the caller's own
     * @param parameter gives the value of a parameter of the request, or null
     * @return fails with {@code not_found} when they are not the caller's to see, {@code malformed_request},
     *     {@code invalid_cursor}
     */
    public Uni<FileListing> list(Caller caller, String owner, UnaryOperator<String> parameter, PageRequest request) {
        String whose = owner == null ? caller.subject() : owner;
        if (!caller.mayRead(whose) || whose.indexOf('\0') >= 0) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such owner, or their files are not yours to see.");
        }
        FileQuery query =
                FileQuery.of(whose, name -> name.equals("prefix") ? within(caller, parameter) : parameter.apply(name));
        ListPlace place = ListPlace.of(query, request.after());
        if (!query.oneLevel()) {
            return files(query, place, request.limit()).map(page -> new FileListing(null, page.items(), page.next()));
        }
        return place != null && place.id() != null
                ? files(query, place, request.limit())
                        .map(page -> new FileListing(List.of(), page.items(), page.next()))
                : level(query, place, request.limit());
    }

    /** A credential that is good for one folder sees that folder where nothing else is asked for. */
    private static String within(Caller caller, UnaryOperator<String> parameter) {
        String prefix = parameter.apply("prefix");
        if (caller.pathPrefix() == null) {
            return prefix;
        }
        String asked = PathRange.of(prefix).from();
        if (asked.isEmpty()) {
            return caller.pathPrefix();
        }
        caller.requireReach(asked);
        return asked;
    }

    private Uni<FileListing> level(FileQuery query, ListPlace place, int limit) {
        SqlQuery folders = FileSelection.folders(query, place == null ? null : place.folder(), limit + 1);
        return run(folders, row -> row.getString(0)).flatMap(found -> {
            if (found.size() > limit) {
                List<String> whole = List.copyOf(found.subList(0, limit));
                String next = PageRequest.encode(ListPlace.after(query, whole.get(limit - 1)));
                return Uni.createFrom().item(new FileListing(whole, List.of(), next));
            }
            return found.size() == limit
                    ? fullOfFolders(query, found)
                    : files(query, null, limit - found.size())
                            .map(page -> new FileListing(found, page.items(), page.next()));
        });
    }

    private Uni<FileListing> fullOfFolders(FileQuery query, List<String> folders) {
        String next = PageRequest.encode(ListPlace.after(query, folders.get(folders.size() - 1)));
        return files(query, null, 1).map(rest -> {
            boolean more = !rest.items().isEmpty() || rest.next() != null;
            return new FileListing(folders, List.of(), more ? next : null);
        });
    }

    private Uni<Page<FileFacts>> files(FileQuery query, ListPlace place, int limit) {
        if (!query.filter().isOpen()) {
            return filtered.page(query, place, limit);
        }
        return run(FileSelection.files(query, place, limit + 1), FileSelection::facts)
                .map(found -> new PageRequest(limit, null).page(found, file -> ListPlace.after(query, file)));
    }

    private <T> Uni<List<T>> run(SqlQuery query, Function<Row, T> reader) {
        return database.preparedQuery(query.sql()).execute(query.values()).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(reader)
                .toList());
    }
}
