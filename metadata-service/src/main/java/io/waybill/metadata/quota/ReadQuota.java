package io.waybill.metadata.quota;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.Quota;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/** Tells where an owner stands, as of this moment. */
@ApplicationScoped
public class ReadQuota {
    private final Pool database;
    private final QuotaConfig config;

    /** Reads from {@code database}. */
    public ReadQuota(Pool database, QuotaConfig config) {
        this.database = database;
        this.config = config;
    }

    /** One owner; whoever has stored nothing yet uses nothing. */
    Uni<Quota> of(String owner) {
        return database.preparedQuery("""
                        select c.stored, c.files, c.versions, c.trash, s.reserved, s.room_limit,
                            exists (select 1 from quota_limit where owner = $1) as own_limit
                        from quota_counted($1) c, quota_standing($1, $2) s""")
                .execute(Tuple.wrap(Arrays.asList(owner, config.defaultBytes())))
                .map(rows -> {
                    var row = rows.iterator().next();
                    long stored = row.getLong("stored");
                    long files = row.getLong("files");
                    long versions = row.getLong("versions");
                    long trash = row.getLong("trash");
                    return new Quota(
                            owner,
                            stored,
                            row.getLong("reserved"),
                            row.getLong("room_limit"),
                            row.getBoolean("own_limit"),
                            new Quota.Parts(files, versions, trash, files + versions + trash - stored));
                });
    }
}
