package io.waybill.metadata.shares;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.Share;
import io.waybill.contracts.api.SharedWithMe;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.metadata.catalog.PathRange;
import io.waybill.metadata.catalog.TimePlace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The rows of shares. A share ends with the API key that made it: every look at one looks at that key, and at the key that made
 * the key, in the same moment.
 */
@ApplicationScoped
public class ShareRows {
    /** {@code k} is the key that made {@code s}, {@code p} the one that made {@code k}; {@code f} is what is shared, if that is a file. */
    private static final String JOINED = " left join file f on f.id = s.file_id left join api_key k on k.id = s.made_by"
            + " left join api_key p on p.id = k.made_by ";

    private static final String REVOKED_AT = "least(s.revoked_at, k.revoked_at, p.revoked_at)";

    private static final String SHOWN = "select s.id, coalesce(s.folder, f.path) as path, s.file_id, s.access,"
            + " s.password is not null as locked, s.max_downloads, s.downloads, s.max_bytes, s.made_by, s.created_at, s.expires_at,"
            + " s.last_used_at, " + REVOKED_AT + " as revoked_at, " + REVOKED_AT
            + " is null and coalesce(s.expires_at > now(), true) as active, s.grantee";

    private static final String KEPT =
            "select s.id, s.owner, s.owner_name, s.access, s.file_id, coalesce(s.folder, f.path) as path,"
                    + " case when s.password is null then 0 else s.password_epoch end as epoch,"
                    + " s.expires_at, s.max_downloads, s.downloads, s.max_bytes, "
                    + REVOKED_AT + " is not null or coalesce(s.expires_at <= now(), false) as ended,"
                    + " f.deleted_at is not null as gone from share s" + JOINED;

    private final Pool database;

    /** In {@code database}. */
    public ShareRows(Pool database) {
        this.database = database;
    }

    /** The file of {@code owner} at {@code path}. */
    Uni<Optional<UUID>> fileAt(String owner, String path) {
        return run("select id from file where owner = $1 and path = $2 and deleted_at is null", owner, path)
                .map(rows -> first(rows, row -> row.getUUID("id")));
    }

    /** Whether {@code owner} has any file in {@code folder}. */
    Uni<Boolean> holdsAny(String owner, String folder) {
        PathRange range = PathRange.of(folder);
        return run(
                        "select 1 from file where owner = $1 and path >= $2 and path < $3 and deleted_at is null limit 1",
                        owner,
                        range.from(),
                        range.below())
                .map(rows -> rows.size() > 0);
    }

    /**
     * Writes a share and an entry of the audit, and forgets what of its owner ended 90 days ago; empty when they have too many. Two
     * at the same moment may make one more than that.
     */
    Uni<Optional<Share>> add(NewShareRow row, int mostOfOwner, String audit) {
        return run(
                        """
                        with forgotten as (
                            delete from share where owner = $1 and least(revoked_at, expires_at) < now() - interval '90 days'),
                        s as (
                            insert into share (id, owner, owner_name, access, file_id, folder, token_mac, password, password_epoch,
                                               max_downloads, made_by, max_bytes, grantee, expires_at)
                            select $2::uuid, $1::text, $3::text, $4::text, $5::uuid, $6::text, $7::bytea, $8::text,
                                   ($8::text is not null)::int, $9::int, k.id, $14::bigint, $15::text,
                                   least(now() + $11::int * interval '1 day', k.expires_at)
                            from (select 1) as one left join api_key k on k.id = $10::text
                            where ($10::text is null or k.id is not null)
                              and (select count(*) from share where owner = $1 and revoked_at is null
                                   and coalesce(expires_at > now(), true))
                                  < $12::int
                            returning *)
                        """ + SHOWN + ", audit_append($13::text::jsonb) from s" + JOINED,
                        row.owner(),
                        UUID.randomUUID(),
                        row.ownerName(),
                        row.wish().access().text(),
                        row.fileId(),
                        row.folder(),
                        row.mac(),
                        row.phc(),
                        row.wish().maxDownloads(),
                        row.madeBy(),
                        row.wish().days(),
                        mostOfOwner,
                        audit,
                        row.wish().maxBytes(),
                        row.wish().grantee())
                .map(rows -> first(rows, ShareRows::shown));
    }

    /** At most {@code limit} shares of {@code owner}, newest first, after {@code place} if that is one; only those of {@code path}, unless null. */
    Uni<List<Share>> of(String owner, String path, TimePlace place, int limit) {
        return run(
                        SHOWN + " from share s" + JOINED
                                + "where s.owner = $1 and ($2::text is null or coalesce(s.folder, f.path) = $2)"
                                + " and ($3::timestamptz is null or (s.created_at, s.id) < ($3, $4::uuid))"
                                + " order by s.created_at desc, s.id desc limit $5::int",
                        owner,
                        path,
                        place == null ? null : place.at(),
                        place == null ? null : place.id(),
                        limit)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ShareRows::shown)
                        .toList());
    }

    /** Who owns the share {@code id}, and what of theirs it shows. */
    Uni<Optional<Origin>> origin(UUID id) {
        return run(
                        "select s.owner, s.access, coalesce(s.folder, f.path) as path from share s left join file f on f.id = s.file_id"
                                + " where s.id = $1",
                        id)
                .map(rows -> first(
                        rows,
                        row -> new Origin(
                                row.getString("owner"),
                                row.getString("path"),
                                ShareAccess.of(row.getString("access")))));
    }

    /** Changes a share that is not revoked and writes an entry of the audit; empty when there is none. */
    Uni<Optional<Share>> change(UUID id, ShareChange change, PasswordHash password, String audit) {
        return run(
                        """
                        with s as (
                            update share set
                                expires_at = case when $2::int is null then expires_at else least(
                                    now() + $2::int * interval '1 day',
                                    (select expires_at from api_key where api_key.id = share.made_by)) end,
                                password = case when $3::boolean then $4::text else password end,
                                password_epoch = password_epoch + $3::boolean::int,
                                attempts = case when $3::boolean then 0 else attempts end,
                                blocked_until = case when $3::boolean then null else blocked_until end,
                                max_downloads = case when $5::boolean then $6::int else max_downloads end
                            where id = $1 and revoked_at is null returning *)
                        """ + SHOWN + ", audit_append($7::text::jsonb) from s" + JOINED,
                        id,
                        change.days(),
                        change.changesPassword(),
                        password == null ? null : password.phc(),
                        change.changesLimit(),
                        change.maxDownloads(),
                        audit)
                .map(rows -> first(rows, ShareRows::shown));
    }

    /** Revokes it and writes an entry of the audit; false when it was revoked before. */
    Uni<Boolean> revoke(UUID id, String audit) {
        return run(
                        "with ended as (update share set revoked_at = now() where id = $1 and revoked_at is null returning id)"
                                + " select audit_append($2::text::jsonb) from ended",
                        id,
                        audit)
                .map(rows -> rows.size() > 0);
    }

    /** The share of the link of which {@code mac} is kept, as it is now. */
    Uni<Optional<KeptShare>> find(Buffer mac) {
        return run(KEPT + "where s.token_mac = $1", mac).map(rows -> first(rows, KeptShare::read));
    }

    /** The share {@code id}, if it is with {@code grantee}, as it is now. */
    Uni<Optional<KeptShare>> findGrant(UUID id, String grantee) {
        return run(KEPT + "where s.id = $1 and s.grantee = $2", id, grantee).map(rows -> first(rows, KeptShare::read));
    }

    /** At most {@code limit} shares that are good now and with {@code grantee}, newest first, after {@code place} if that is one. */
    Uni<List<SharedWithMe>> with(String grantee, TimePlace place, int limit) {
        return run(
                        "select s.id, s.folder, coalesce(s.folder, f.path) as path, s.access, s.owner_name, s.created_at,"
                                + " s.expires_at from share s" + JOINED
                                + "where s.grantee = $1 and f.deleted_at is null and " + REVOKED_AT + " is null"
                                + " and coalesce(s.expires_at > now(), true)"
                                + " and ($2::timestamptz is null or (s.created_at, s.id) < ($2, $3::uuid))"
                                + " order by s.created_at desc, s.id desc limit $4::int",
                        grantee,
                        place == null ? null : place.at(),
                        place == null ? null : place.id(),
                        limit)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ShareRows::withMe)
                        .toList());
    }

    /** What is kept of the password of the share {@code id}. */
    Uni<Optional<KeptPassword>> password(UUID id) {
        return run("select password, password_epoch from share where id = $1 and password is not null", id)
                .map(rows -> first(
                        rows,
                        row -> new KeptPassword(
                                new PasswordHash(row.getString("password")), row.getInteger("password_epoch"))));
    }

    /**
     * Takes one of the attempts that are free, before anything is compared: however many guess at once, no more are made. After the
     * fifth wrong one each costs twice the wait of the one before, from a second to a quarter of an hour.
     *
     * @return false when none is free
     */
    Uni<Boolean> takeAttempt(UUID id) {
        return run("""
                        update share set attempts = attempts + 1,
                            blocked_until = case when attempts >= 4
                                then clock_timestamp() + least(interval '15 minutes',
                                    power(2, least(attempts - 4, 20)) * interval '1 second') end
                        where id = $1 and (blocked_until is null or blocked_until <= clock_timestamp())
                        returning id""", id).map(rows -> rows.size() > 0);
    }

    /** Seconds until the next attempt is free; at least 1. */
    Uni<Integer> secondsBlocked(UUID id) {
        return run(
                        "select greatest(1, ceil(extract(epoch from blocked_until - clock_timestamp())))::int as seconds"
                                + " from share where id = $1 and blocked_until is not null",
                        id)
                .map(rows -> first(rows, row -> row.getInteger("seconds")).orElse(1));
    }

    /** Somebody knew the password: the attempts are free again. */
    Uni<Void> freeAttempts(UUID id) {
        return run("update share set attempts = 0, blocked_until = null where id = $1", id)
                .replaceWithVoid();
    }

    /** Writes an entry of the audit. */
    Uni<Void> note(String audit) {
        return run("select audit_append($1::text::jsonb)", audit).replaceWithVoid();
    }

    /** Counts it unless it was before: {@code counted}, {@code known}, {@code used_up} or {@code ended}. */
    Uni<String> count(ShareDownload download, String audit) {
        return run(
                        "select share_count($1, $2, $3, $4, $5, $6::text::jsonb) as result",
                        download.id(),
                        download.share(),
                        download.fileId(),
                        download.version(),
                        download.until().atOffset(ZoneOffset.UTC),
                        audit)
                .map(rows -> rows.iterator().next().getString("result"));
    }

    /** Forgets at most {@code limit} downloads whose time is over, by any clock. */
    Uni<Integer> forgetDownloads(int limit) {
        return run(
                        "delete from share_download where id in (select id from share_download where expires_at < now()"
                                + " - interval '1 hour' order by expires_at limit $1 for update skip locked)",
                        limit)
                .map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> run(String sql, Object... values) {
        return database.preparedQuery(sql).execute(Tuple.from(Arrays.asList(values)));
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reader) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(reader.apply(rows.iterator().next()));
    }

    private static Share shown(Row row) {
        return new Share(
                row.getUUID("id"),
                row.getString("grantee") == null ? "link" : "grant",
                row.getString("grantee"),
                row.getString("path"),
                row.getUUID("file_id"),
                row.getString("access"),
                null,
                row.getBoolean("locked"),
                row.getInteger("max_downloads"),
                row.getInteger("downloads"),
                row.getLong("max_bytes"),
                row.getString("made_by"),
                time(row, "created_at"),
                time(row, "expires_at"),
                time(row, "last_used_at"),
                time(row, "revoked_at"),
                row.getBoolean("active"));
    }

    private static SharedWithMe withMe(Row row) {
        boolean folder = row.getString("folder") != null;
        String path = row.getString("path");
        String bare = folder ? path.substring(0, path.length() - 1) : path;
        return new SharedWithMe(
                row.getUUID("id"),
                bare.substring(bare.lastIndexOf('/') + 1),
                folder ? "folder" : "file",
                row.getString("access"),
                row.getString("owner_name"),
                time(row, "created_at"),
                time(row, "expires_at"));
    }

    private static Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** Whose a share is; {@code path} is what it shows. */
    record Origin(String owner, String path, ShareAccess access) {}

    /** A password as it is kept. */
    record KeptPassword(PasswordHash hash, int epoch) {}
}
