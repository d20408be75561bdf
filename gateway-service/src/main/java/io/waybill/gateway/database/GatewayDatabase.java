package io.waybill.gateway.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** The gateway's database: sessions, tickets, signing keys. Its work blocks, and is done beside the event loops. */
@ApplicationScoped
public class GatewayDatabase {
    private final Vertx vertx;
    private final Connections connections;

    /** Opens connections. */
    @FunctionalInterface
    public interface Connections {
        /** A connection that the caller closes. */
        Connection open() throws SQLException;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        /** What {@code row} holds. */
        T read(ResultSet row) throws SQLException;
    }

    /** Connects when something is asked. */
    @Inject
    public GatewayDatabase(Vertx vertx, Instance<DataSource> source) {
        this(vertx, () -> source.get().getConnection());
    }

    /** Connects with {@code connections}. */
    public GatewayDatabase(Vertx vertx, Connections connections) {
        this.vertx = vertx;
        this.connections = connections;
    }

    /** For the proxy of the container. */
    protected GatewayDatabase() {
        vertx = null;
        connections = null;
    }

    /**
     * Runs a statement. Blocks.
     *
     * @return how many rows it changed
     * @throws WaybillException {@code database_unavailable}
     */
    public int change(String statement, Object... values) {
        try (Connection connection = connections.open();
                PreparedStatement change = prepared(connection, statement, values)) {
            return change.executeUpdate();
        } catch (SQLException away) {
            throw away(away);
        }
    }

    /**
     * The first row of a statement's answer. Blocks.
     *
     * @throws WaybillException {@code database_unavailable}
     */
    public <T> Optional<T> one(String statement, Row<T> row, Object... values) {
        return all(statement, row, values).stream().findFirst();
    }

    /**
     * Every row of a statement's answer. Blocks.
     *
     * @throws WaybillException {@code database_unavailable}
     */
    public <T> List<T> all(String statement, Row<T> row, Object... values) {
        try (Connection connection = connections.open();
                PreparedStatement select = prepared(connection, statement, values);
                ResultSet rows = select.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row.read(rows));
            }
            return read;
        } catch (SQLException away) {
            throw away(away);
        }
    }

    /** Does {@code blocking} beside the event loops; its answer comes back on the caller's own. */
    public <T> Future<T> beside(Callable<T> blocking) {
        return vertx.executeBlocking(blocking, false);
    }

    private static PreparedStatement prepared(Connection connection, String statement, Object... values)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < values.length; i++) {
            prepared.setObject(i + 1, inSql(connection, values[i]));
        }
        return prepared;
    }

    private static Object inSql(Connection connection, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return Timestamp.from(instant);
        }
        if (value instanceof String[] texts) {
            return connection.createArrayOf("text", texts);
        }
        if (value instanceof Double[] numbers) {
            return connection.createArrayOf("float8", numbers);
        }
        return value instanceof UUID[] ids ? connection.createArrayOf("uuid", ids) : value;
    }

    private static WaybillException away(SQLException cause) {
        return new WaybillException(
                ErrorCode.DATABASE_UNAVAILABLE, "Who is signed in cannot be read right now.", cause);
    }
}
