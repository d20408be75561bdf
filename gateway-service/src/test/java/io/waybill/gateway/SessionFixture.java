package io.waybill.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.Browser;
import io.waybill.gateway.fixture.SessionSurroundings;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** A gateway at which browsers can sign in, and its database. */
abstract class SessionFixture extends GatewayFixture {
    @Inject
    DataSource database;

    @BeforeEach
    void theServiceAnswers() {
        service.behave(request -> request.response().end("reached"));
    }

    Browser browser() {
        return new Browser(gateway, oidc);
    }

    boolean isSignedIn(Browser browser) throws IOException, InterruptedException {
        return new JsonObject(browser.get("/api/session").body()).getBoolean("signedIn");
    }

    void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    String read(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement run = connection.createStatement();
                ResultSet rows = run.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** The provider is to be asked about {@code subject} at their next request. */
    void isDue(String subject) throws SQLException {
        sql("update browser_session set fresh_until = now() - interval '1 second' where subject = '" + subject + "'");
    }

    /** A database beside what the other tests of this module have. */
    public static final class WithSessions implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SessionSurroundings.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }
}
