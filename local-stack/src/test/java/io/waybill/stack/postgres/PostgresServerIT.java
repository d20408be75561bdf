package io.waybill.stack.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    @TempDir
    Path home;

    @Test
    void whatWasCommittedIsThereAfterAKill() throws SQLException {
        try (PostgresServer server = PostgresServer.start(home)) {
            execute(server, "waybill_transfer", "create table parcel(id int); insert into parcel values (7)");

            server.kill();
            assertThat(server.isAlive()).isFalse();
            server.start();

            assertThat(query(server, "waybill_transfer", "select id from parcel"))
                    .isEqualTo("7");
        }
    }

    @Test
    void settingsAreDurableAndRolesAreOrdinary() throws SQLException {
        try (PostgresServer server = PostgresServer.start(home)) {
            for (String database : PostgresServer.DATABASES) {
                assertThat(query(server, database, "show fsync")).isEqualTo("on");
                assertThat(query(server, database, "show synchronous_commit")).isEqualTo("on");
                assertThat(query(server, database, "select rolsuper from pg_roles where rolname = current_user"))
                        .isEqualTo("f");
            }
        }
    }

    @Test
    void aWrongPasswordAndAnotherServicesDatabaseAreRefused() {
        try (PostgresServer server = PostgresServer.start(home)) {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            server.jdbcUrl("waybill_transfer"), "waybill_transfer", "wrong"))
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(
                            server.jdbcUrl("waybill_metadata"),
                            "waybill_transfer",
                            server.password("waybill_transfer")))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aServerLeftOverByADeadParentIsReplaced() throws SQLException {
        PostgresServer first = PostgresServer.start(home);
        execute(first, "waybill_gateway", "create table parcel(id int); insert into parcel values (9)");

        try (PostgresServer second = PostgresServer.start(home)) {
            assertThat(first.isAlive()).isFalse();
            assertThat(query(second, "waybill_gateway", "select id from parcel"))
                    .isEqualTo("9");
        }
    }

    private static void execute(PostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), server.user(database), server.password(database));
    }
}
