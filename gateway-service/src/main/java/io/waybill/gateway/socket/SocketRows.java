package io.waybill.gateway.socket;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.key.KeyQuestion;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.identity.Credential;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tickets and open sockets as rows that all replicas share. Everything blocks and fails with {@code database_unavailable}. */
@ApplicationScoped
public class SocketRows {
    private final GatewayDatabase database;

    /** Keeps them in {@code database}. */
    public SocketRows(GatewayDatabase database) {
        this.database = database;
    }

    /** Somebody who may open the socket of that id. */
    record Admission(UUID socket, SignedIn who) {}

    void insertTicket(byte[] hash, Admission admission, Instant expiresAt) {
        Credential credential = admission.who().credential();
        Caller caller = credential.caller();
        database.change(
                "insert into event_ticket (ticket_hash, socket, session, subject, name, roles, scopes, client_id,"
                        + " key_id, key_digest, path_prefix, good_until, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                hash,
                admission.socket(),
                admission.who().session(),
                caller.subject(),
                caller.name(),
                caller.roles().toArray(String[]::new),
                caller.scopes().toArray(String[]::new),
                caller.clientId(),
                caller.keyId(),
                credential.key() == null ? null : credential.key().digest().hex(),
                caller.pathPrefix(),
                credential.goodUntil(),
                expiresAt);
    }

    /** Uses a ticket up; empty when it was used, ran out, or never was. */
    Optional<Admission> takeTicket(byte[] hash, Instant now) {
        return database.one(
                        "delete from event_ticket where ticket_hash = ? returning socket, session, subject, name, roles, scopes,"
                                + " client_id, key_id, key_digest, path_prefix, good_until, expires_at",
                        SocketRows::ticket,
                        hash)
                .filter(ticket -> now.isBefore(ticket.expiresAt())
                        && now.isBefore(ticket.admission().who().credential().goodUntil()))
                .map(Ticket::admission);
    }

    private record Ticket(Admission admission, Instant expiresAt) {}

    private static Ticket ticket(ResultSet row) throws SQLException {
        Caller caller = new Caller(
                row.getString(3),
                row.getString(4),
                Set.of((String[]) row.getArray(5).getArray()),
                Set.of((String[]) row.getArray(6).getArray()),
                row.getString(7),
                row.getString(8),
                row.getString(10));
        String digest = row.getString(9);
        KeyQuestion key = digest == null ? null : new KeyQuestion(caller.keyId(), Sha256.ofHex(digest));
        Credential credential = new Credential(caller, row.getTimestamp(11).toInstant(), key);
        SignedIn who = new SignedIn(credential, row.getObject(2, UUID.class));
        return new Ticket(
                new Admission(row.getObject(1, UUID.class), who),
                row.getTimestamp(12).toInstant());
    }

    void insertSocket(UUID id, String subject, Instant goodUntil) {
        database.change("insert into event_socket (id, subject, good_until) values (?, ?, ?)", id, subject, goodUntil);
    }

    /** Keeps a socket open longer; false when {@code subject} has none of that id. */
    boolean prolong(UUID id, String subject, Instant goodUntil) {
        return database.change(
                        "update event_socket set good_until = ? where id = ? and subject = ?", goodUntil, id, subject)
                == 1;
    }

    /** Until when each of {@code ids} may stay open now. */
    Map<UUID, Instant> goodUntil(Collection<UUID> ids) {
        return database
                .all(
                        "select id, good_until from event_socket where id = any(?)",
                        row -> Map.entry(
                                row.getObject(1, UUID.class),
                                row.getTimestamp(2).toInstant()),
                        (Object) ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void deleteSocket(UUID id) {
        database.change("delete from event_socket where id = ?", id);
    }

    /** Deletes what ran out before {@code now}. */
    void sweep(Instant now) {
        database.change("delete from event_ticket where expires_at < ?", now);
        database.change("delete from event_socket where good_until < ?", now);
    }
}
