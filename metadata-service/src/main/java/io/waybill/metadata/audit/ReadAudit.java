package io.waybill.metadata.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.contracts.api.Page;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/** Finds entries, the newest first. */
@ApplicationScoped
public class ReadAudit {
    private static final int EXPORTED_AT_ONCE = 1000;

    private final Pool database;

    /** Reads from {@code database}. */
    public ReadAudit(Pool database) {
        this.database = database;
    }

    /** One page; fails with {@code invalid_cursor}. */
    Uni<Page<AuditEntry>> page(AuditFilter filter, PageRequest request) {
        return read(filter, below(request.after()), request.limit() + 1)
                .map(found -> request.page(found, entry -> Long.toString(entry.id())));
    }

    /** All of them, some at a time, as fast as they are taken. */
    Multi<AuditEntry> all(AuditFilter filter) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicLong(Long.MAX_VALUE), below -> read(filter, below.get(), EXPORTED_AT_ONCE)
                        .invoke(found -> {
                            if (!found.isEmpty()) {
                                below.set(found.get(found.size() - 1).id());
                            }
                        }))
                .until(List::isEmpty)
                .onItem()
                .disjoint();
    }

    private Uni<List<AuditEntry>> read(AuditFilter filter, long below, int limit) {
        return database.preparedQuery(filter.sql(below, limit))
                .execute(filter.values())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AuditEntry::read)
                        .toList());
    }

    private static long below(String place) {
        try {
            return place == null ? Long.MAX_VALUE : Long.parseLong(place);
        } catch (NumberFormatException noPlace) {
            throw PageRequest.invalidCursor();
        }
    }
}
