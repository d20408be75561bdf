package io.waybill.gateway.websession;

import io.vertx.core.buffer.Buffer;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Sessions as rows that all replicas share. Each method is one statement, so that of two who do the same at once one does it.
 * Everything blocks and fails with {@code database_unavailable}.
 */
@ApplicationScoped
public class SessionRows {
    private static final Set<String> SCOPES = Set.of("read", "write");
    private static final String FACTS = "id, subject, name, roles, rotate, fresh_until, good_until, seen_at, ends_at";
    private static final String ALIVE = " ends_at > ? and seen_at > ?";

    private final GatewayDatabase database;
    private final Clock clock;
    private final Duration idle;

    /** Ends sessions as {@code config} says. */
    @Inject
    public SessionRows(GatewayDatabase database, Clock clock, SessionConfig config) {
        this(database, clock, config.idle());
    }

    SessionRows(GatewayDatabase database, Clock clock, Duration idle) {
        this.database = database;
        this.clock = clock;
        this.idle = idle;
    }

    /** For the proxy of the container. */
    protected SessionRows() {
        database = null;
        clock = null;
        idle = null;
    }

    /** What the provider said, and until when it holds. */
    record Word(Caller caller, Buffer sealedTokens, Instant freshUntil, Instant goodUntil) {}

    /** Begins a session whose cookie has that hash. */
    void insert(UUID id, byte[] hash, String providerSession, Word word, Instant endsAt) {
        Instant now = clock.instant();
        database.change(
                "insert into browser_session (id, token_hash, subject, name, roles, provider_session, sealed_tokens, fresh_until,"
                        + " good_until, created_at, seen_at, ends_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                hash,
                word.caller().subject(),
                word.caller().name(),
                word.caller().roles().toArray(String[]::new),
                providerSession,
                word.sealedTokens().getBytes(),
                word.freshUntil(),
                word.goodUntil(),
                now,
                now,
                endsAt);
    }

    /** The session that a cookie with that hash stands for; empty when it is over. */
    Optional<Session> find(byte[] hash) {
        Instant now = clock.instant();
        return database.one(
                "select " + FACTS
                        + ", case when token_hash = ? then 'CURRENT' when next_hash = ? then 'NEXT' else 'LAST' end"
                        + " from browser_session where (token_hash = ? or next_hash = ? or (last_hash = ? and last_until > ?)) and"
                        + ALIVE,
                SessionRows::session,
                hash,
                hash,
                hash,
                hash,
                hash,
                now,
                now,
                now.minus(idle));
    }

    /** The browser showed its next cookie: that is the one now, and the one before it is good until {@code lastUntil}. */
    void confirm(UUID id, byte[] next, Instant lastUntil) {
        database.change(
                "update browser_session set last_hash = token_hash, last_until = ?, token_hash = next_hash, next_hash = null"
                        + " where id = ? and next_hash = ?",
                lastUntil,
                id,
                next);
    }

    /** Notes a next cookie; false when somebody else has just done so. */
    boolean offer(UUID id, byte[] next) {
        return database.change(
                        "update browser_session set next_hash = ?, rotate = false where id = ? and rotate", next, id)
                == 1;
    }

    /** There was a request. */
    void touch(UUID id) {
        database.change("update browser_session set seen_at = ? where id = ?", clock.instant(), id);
    }

    /**
     * Takes it upon this replica to ask the provider, until {@code askingUntil}.
     *
     * @return the sealed tokens; empty when another is at it, has done it, or the session is over
     */
    Optional<byte[]> claim(UUID id, Instant askingUntil) {
        Instant now = clock.instant();
        return database.one(
                "update browser_session set asking_until = ? where id = ? and fresh_until <= ?"
                        + " and (asking_until is null or asking_until <= ?) returning sealed_tokens",
                row -> row.getBytes(1),
                askingUntil,
                id,
                now,
                now);
    }

    /** The provider has answered; a new cookie is due. False when the session ended meanwhile. */
    boolean refresh(UUID id, Word word) {
        return database.change(
                        "update browser_session set name = ?, roles = ?, sealed_tokens = ?, fresh_until = ?, good_until = ?,"
                                + " asking_until = null, rotate = true where id = ?",
                        word.caller().name(),
                        word.caller().roles().toArray(String[]::new),
                        word.sealedTokens().getBytes(),
                        word.freshUntil(),
                        word.goodUntil(),
                        id)
                == 1;
    }

    /** The provider is away: it is asked again after {@code freshUntil}. */
    void postpone(UUID id, Instant freshUntil) {
        database.change("update browser_session set asking_until = null, fresh_until = ? where id = ?", freshUntil, id);
    }

    /** The session as it is now, without a look at its cookie; empty when it is over. */
    Optional<Session> read(UUID id) {
        Instant now = clock.instant();
        return database.one(
                "select " + FACTS + ", 'CURRENT' from browser_session where id = ? and" + ALIVE,
                SessionRows::session,
                id,
                now,
                now.minus(idle));
    }

    /** Which of {@code ids} are not over, as they are now. */
    Map<UUID, Session> alive(Collection<UUID> ids) {
        Instant now = clock.instant();
        return database
                .all(
                        "select " + FACTS + ", 'CURRENT' from browser_session where id = any(?) and" + ALIVE,
                        SessionRows::session,
                        ids.toArray(UUID[]::new),
                        now,
                        now.minus(idle))
                .stream()
                .collect(Collectors.toMap(Session::id, session -> session));
    }

    /** Ends a session; repeating does nothing. */
    void end(UUID id) {
        database.change("delete from browser_session where id = ?", id);
    }

    /** Ends the session of a cookie; answers its id and its sealed tokens. */
    Optional<Map.Entry<UUID, byte[]>> take(byte[] hash) {
        return database.one(
                "delete from browser_session where token_hash = ? or next_hash = ? or last_hash = ? returning id, sealed_tokens",
                row -> Map.entry(row.getObject(1, UUID.class), row.getBytes(2)),
                hash,
                hash,
                hash);
    }

    /**
     * Ends what a logout token of the provider says is over: the session it calls {@code providerSession}, or all of {@code subject}
     * when that is null. Noting the token and ending are one: after a crash both are done, or the provider's repeat does both.
     *
     * @return how many sessions; empty when this token was obeyed before
     */
    Optional<Integer> obey(byte[] jtiHash, Instant expiresAt, String subject, String providerSession) {
        String which = providerSession == null
                ? "subject = ? and cast(? as text) is null"
                : "subject = coalesce(cast(? as text), subject) and provider_session = ?";
        return database.one(
                "with noted as (insert into used_logout_token values (?, ?) on conflict do nothing returning 1),"
                        + " gone as (delete from browser_session where exists (select 1 from noted) and " + which
                        + " returning 1) select (select count(*) from gone) from noted",
                row -> row.getInt(1),
                jtiHash,
                expiresAt,
                subject,
                providerSession);
    }

    /** Deletes what is over. */
    int sweep() {
        Instant now = clock.instant();
        database.change("delete from used_logout_token where expires_at < ?", now);
        return database.change("delete from browser_session where ends_at <= ? or seen_at <= ?", now, now.minus(idle));
    }

    private static Session session(ResultSet row) throws SQLException {
        Array roles = row.getArray(4);
        return new Session(
                row.getObject(1, UUID.class),
                new Caller(
                        row.getString(2),
                        row.getString(3),
                        Set.of((String[]) roles.getArray()),
                        SCOPES,
                        SessionSignIn.CLIENT),
                Session.Shown.valueOf(row.getString(10)),
                row.getBoolean(5),
                row.getTimestamp(6).toInstant(),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant(),
                row.getTimestamp(9).toInstant());
    }
}
