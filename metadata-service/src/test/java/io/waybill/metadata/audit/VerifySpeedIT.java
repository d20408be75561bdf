package io.waybill.metadata.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long it takes to verify a long audit log; it says so and asserts no time. {@code waybill.audit.entries} turns it on and
 * says how many.
 */
@QuarkusTest
@Timeout(value = 1, unit = TimeUnit.HOURS)
@EnabledIfSystemProperty(named = "waybill.audit.entries", matches = "[0-9]+")
@QuarkusTestResource(RealParts.class)
class VerifySpeedIT {
    private static final Logger LOG = Logger.getLogger(VerifySpeedIT.class);
    private static final int AT_ONCE = 100_000;
    private static final int ROUNDS = 5;

    LocalIssuer issuer;
    PostgresServer postgres;

    @Test
    void aLongLogIsVerified() {
        Metadata metadata = new Metadata(issuer);
        int entries = Integer.getInteger("waybill.audit.entries", 0);
        for (int first = 0; first < entries; first += AT_ONCE) {
            Rows.execute(
                    postgres,
                    "insert into audit_entry (actor, action, owner, file_id, path, version, upload_id, result, address, agent,"
                            + " request_id) select 'a-subject-of-somebody', 'version.committed', 'a-subject-of-somebody',"
                            + " gen_random_uuid(), 'folder/of/some/depth/file-' || n || '.pdf', 1, gen_random_uuid(), 'ok',"
                            + " '203.0.113.7', 'curl/8.5.0', gen_random_uuid()::text from generate_series(1, "
                            + Math.min(AT_ONCE, entries - first) + ") n");
        }
        await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Rows.column(postgres, "select entry_id from audit_pending limit 1")
                        .isEmpty());
        Rows.execute(postgres, "vacuum analyze audit_entry");
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode verdict =
                    metadata.get("/api/audit/verify", "root", "admin").json();
            assertThat(verdict.path("intact").asBoolean()).isTrue();
            LOG.infof(
                    "verified %d entries in %d ms",
                    verdict.path("entries").asLong(), verdict.path("millis").asLong());
        }
    }
}
