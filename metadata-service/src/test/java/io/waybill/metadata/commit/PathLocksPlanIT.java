package io.waybill.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** However many files there are, a commit reads those of its paths. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class PathLocksPlanIT {
    private static final String DATABASE = "waybill_metadata";

    PostgresServer postgres;

    @Test
    void theFilesAtPathsAreLookedUpOneByOne() throws SQLException {
        String owner = Metadata.newOwner();
        String paths = "'[{\"number\":0,\"owner\":\"%s\",\"path\":\"some/17\"}]'".formatted(owner);
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE));
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into file (id, owner, path, head_version, last_version, size, content_type, created_at, modified_at)
                    select gen_random_uuid(), '%s', 'some/' || n, 1, 1, 0, 'text/plain', now(), now()
                    from generate_series(1, 5000) n""".formatted(owner));
            statement.execute("analyze file");
            try (ResultSet lines = statement.executeQuery("explain " + PathLocks.FILES_AT.replace("?1", paths))) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            } finally {
                statement.execute("delete from file where owner = '%s'".formatted(owner));
                statement.execute("vacuum analyze file");
            }
        }

        assertThat(plan.toString()).doesNotContain("Seq Scan").contains("file_path");
    }
}
