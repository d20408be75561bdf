package io.waybill.metadata.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.stack.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what becomes of uploads as transfer-service does, by way of an outbox: here the one of the service under test, whose relay
 * asks nobody what it sends.
 */
final class ToldTransfers {
    private static final String DATABASE = "waybill_metadata";

    private final PostgresServer postgres;
    private final ObjectMapper json;

    ToldTransfers(PostgresServer postgres, ObjectMapper json) {
        this.postgres = postgres;
        this.json = json;
    }

    /** Appends all of {@code events}; they are on their way when it returns. */
    void tell(TransferEvent... events) {
        tell(List.of(events), false);
    }

    /** Appends {@code event} as if it had been sent already: it got lost, and comes with the next replay. */
    void lose(TransferEvent event) {
        tell(List.of(event), true);
    }

    private void tell(List<TransferEvent> events, boolean lost) {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement append =
                    connection.prepareStatement("select outbox_append(?, ?, ?, cast(? as jsonb))")) {
                for (TransferEvent event : events) {
                    append.setString(1, event.type().topic());
                    append.setString(2, event.subject());
                    append.setString(3, event.type().type());
                    append.setString(4, json.writeValueAsString(event));
                    append.executeQuery().close();
                }
            }
            if (lost) {
                try (Statement mark = connection.createStatement()) {
                    mark.executeUpdate("update outbox set sent_at = now() where subject = '"
                            + events.get(0).subject() + "'");
                }
            }
            connection.commit();
        } catch (SQLException | JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The first column of what a query answers. */
    List<String> column(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Runs {@code statement}. */
    void run(String statement) {
        try (Connection connection = connect();
                Statement any = connection.createStatement()) {
            any.execute(statement);
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE));
    }
}
