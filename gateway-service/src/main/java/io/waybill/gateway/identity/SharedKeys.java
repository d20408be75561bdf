package io.waybill.gateway.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The keys in the gateway's database, one line for all replicas. Whoever finds that the line ends soon adds the next key,
 * under a lock; it is published at once and signs when the one before it stops.
 */
final class SharedKeys implements KeySource {
    private static final Logger LOG = Logger.getLogger(SharedKeys.class);

    /** Any number, but always the same: "waybill" in hexadecimal digits of its letters. */
    private static final long LOCK = 0x77617962696c6cL;

    /** Opens connections. */
    @FunctionalInterface
    interface Database {
        /** A connection that the caller closes. */
        Connection connect() throws SQLException;
    }

    private final Database database;
    private final KeyVault vault;
    private final SigningConfig config;
    private final Clock clock;

    SharedKeys(Database database, KeyVault vault, SigningConfig config, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public KeyRing load() {
        try (Connection connection = database.connect()) {
            Instant now = clock.instant();
            KeyRing ring = read(connection, now);
            return isLongEnough(ring, now) ? ring : prolong(connection, now);
        } catch (SQLException away) {
            throw new IllegalStateException("The signing keys cannot be read from the database.", away);
        }
    }

    private boolean isLongEnough(KeyRing ring, Instant now) {
        return ring.signsUntil()
                .filter(end -> end.isAfter(now.plus(config.publishBefore())))
                .isPresent();
    }

    private KeyRing prolong(Connection connection, Instant now) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lock(connection);
            KeyRing ring = read(connection, now);
            if (!isLongEnough(ring, now)) {
                Instant from = ring.signsUntil().filter(now::isBefore).orElse(now);
                insert(connection, from);
                deleteEnded(connection, now);
                ring = read(connection, now);
            }
            connection.commit();
            return ring;
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            lock.execute();
        }
    }

    private KeyRing read(Connection connection, Instant now) throws SQLException {
        List<SigningKey> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select key_id, public_key, sealed_private_key, signs_from, signs_until from signing_key"
                        + " where signs_until > ? order by signs_from")) {
            select.setTimestamp(1, Timestamp.from(now.minus(config.publishAfter())));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(key(rows));
                }
            }
        }
        return new KeyRing(keys);
    }

    private SigningKey key(ResultSet row) throws SQLException {
        String id = row.getString(1);
        try {
            ECPublicKey publicKey = KeyPairs.publicKey(row.getBytes(2));
            Instant from = row.getTimestamp(4).toInstant();
            Instant until = row.getTimestamp(5).toInstant();
            return new SigningKey(id, publicKey, open(id, row.getBytes(3)), from, until);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("The signing key " + id + " in the database is damaged.", broken);
        }
    }

    private PrivateKey open(String id, byte[] sealed) {
        try {
            return KeyPairs.privateKey(vault.open(id, sealed));
        } catch (GeneralSecurityException otherSecret) {
            LOG.warnf("Signing key %s was sealed with another service secret: published, but not used here.", id);
            return null;
        }
    }

    private void insert(Connection connection, Instant from) throws SQLException {
        KeyPair pair = KeyPairs.generate();
        String id = Jwks.thumbprint((ECPublicKey) pair.getPublic());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into signing_key (key_id, public_key, sealed_private_key, signs_from, signs_until)"
                        + " values (?, ?, ?, ?, ?)")) {
            insert.setString(1, id);
            insert.setBytes(2, pair.getPublic().getEncoded());
            insert.setBytes(3, vault.seal(id, pair.getPrivate().getEncoded()));
            insert.setTimestamp(4, Timestamp.from(from));
            insert.setTimestamp(5, Timestamp.from(from.plus(config.signFor())));
            insert.executeUpdate();
        }
        LOG.infof("Signing key %s signs from %s.", id, from);
    }

    private void deleteEnded(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from signing_key where signs_until <= ?")) {
            delete.setTimestamp(1, Timestamp.from(now.minus(config.publishAfter())));
            delete.executeUpdate();
        }
    }
}
