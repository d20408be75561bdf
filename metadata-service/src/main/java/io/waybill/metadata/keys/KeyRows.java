package io.waybill.metadata.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.ApiKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The rows of API keys. A key ends with the key that made it: no statement ends others, each looks at both in one moment, so
 * that a key which is being made while its maker is revoked is never good.
 */
@ApplicationScoped
public class KeyRows {
    private static final int MOST_LISTED = 1_000;

    /** {@code p} is the key that made {@code k}. */
    private static final String JOINED = " from api_key k left join api_key p on p.id = k.made_by ";

    private static final String REVOKED_AT = "least(k.revoked_at, p.revoked_at)";

    private final Pool database;

    /** In {@code database}. */
    public KeyRows(Pool database) {
        this.database = database;
    }

    /**
     * Writes a key and an entry of the audit, and forgets what of its owner ended 90 days ago; empty when they have too many. Two
     * at the same moment may make one more than that.
     */
    Uni<Optional<ApiKey>> add(NewKeyRow row, int mostOfOwner, String audit) {
        return run(
                        """
                        with forgotten as (
                            delete from api_key where owner = $2 and least(revoked_at, expires_at) < now() - interval '90 days'),
                        made as (
                            insert into api_key (id, owner, owner_name, name, mac, scopes, path_prefix, made_by, expires_at)
                            select $1::text, $2::text, $3::text, $4::text, $5::bytea, $6::text[], $7::text, p.id,
                                   least(now() + $9::int * interval '1 day', p.expires_at)
                            from (select 1) as one left join api_key p on p.id = $8::text
                            where ($8::text is null or p.id is not null)
                              and (select count(*) from api_key where owner = $2 and revoked_at is null and expires_at > now())
                                  < $10::int
                            returning *)
                        select k.*, true as active, audit_append($11::text::jsonb) from made k""",
                        row.id(),
                        row.owner(),
                        row.ownerName(),
                        row.wish().name(),
                        row.mac(),
                        row.wish().scopes().toArray(String[]::new),
                        row.wish().pathPrefix(),
                        row.madeBy(),
                        row.wish().days(),
                        mostOfOwner,
                        audit)
                .map(rows -> first(rows, KeyRows::shown));
    }

    /** At most 1 000 keys of {@code owner}, newest first; only {@code key} and those that it made, unless that is null. */
    Uni<List<ApiKey>> of(String owner, String key) {
        return run(
                        "select k.id, k.name, k.scopes, k.path_prefix, k.made_by, k.created_at, k.expires_at, k.last_used_at, "
                                + REVOKED_AT + " as revoked_at, " + REVOKED_AT
                                + " is null and k.expires_at > now() as active" + JOINED
                                + "where k.owner = $1 and ($2::text is null or k.id = $2 or k.made_by = $2)"
                                + " order by k.created_at desc, k.id limit " + MOST_LISTED,
                        owner,
                        key)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(KeyRows::shown)
                        .toList());
    }

    /** Who owns the key {@code id} and which key made it. */
    Uni<Optional<Origin>> origin(String id) {
        return run("select owner, made_by from api_key where id = $1", id)
                .map(rows -> first(rows, row -> new Origin(row.getString("owner"), row.getString("made_by"))));
    }

    /** Revokes it and writes an entry of the audit; false when it was revoked before. */
    Uni<Boolean> revoke(String id, String audit) {
        return run(
                        "with ended as (update api_key set revoked_at = now() where id = $1 and revoked_at is null returning id)"
                                + " select audit_append($2::text::jsonb) from ended",
                        id,
                        audit)
                .map(rows -> rows.size() > 0);
    }

    /** The key {@code id} as it is now. */
    Uni<Optional<KeptKey>> find(String id) {
        return run(
                        "select k.id, k.owner, k.owner_name, k.mac, k.scopes, k.path_prefix, k.expires_at, "
                                + REVOKED_AT
                                + " is not null as revoked, k.expires_at <= now() as expired,"
                                + " coalesce(k.last_used_at < now() - interval '1 minute', true) as use_unnoted"
                                + JOINED
                                + "where k.id = $1",
                        id)
                .map(rows -> first(rows, KeptKey::read));
    }

    /** Notes that the key {@code id} is used, at most once a minute however many replicas do. */
    Uni<Void> noteUse(String id) {
        return run(
                        "update api_key set last_used_at = now() where id = $1"
                                + " and coalesce(last_used_at < now() - interval '1 minute', true)",
                        id)
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> run(String sql, Object... values) {
        return database.preparedQuery(sql).execute(Tuple.from(Arrays.asList(values)));
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reader) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(reader.apply(rows.iterator().next()));
    }

    private static ApiKey shown(Row row) {
        return new ApiKey(
                row.getString("id"),
                row.getString("name"),
                null,
                List.of(row.getArrayOfStrings("scopes")),
                row.getString("path_prefix"),
                row.getString("made_by"),
                time(row, "created_at"),
                time(row, "expires_at"),
                time(row, "last_used_at"),
                time(row, "revoked_at"),
                row.getBoolean("active"));
    }

    private static Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** Where a key comes from; {@code madeBy} is a key or null. */
    record Origin(String owner, String madeBy) {}
}
