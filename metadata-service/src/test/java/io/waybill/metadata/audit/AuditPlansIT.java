package io.waybill.metadata.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A rare thing among very many is found by an index, and nothing is sorted. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@QuarkusTestResource(RealParts.class)
class AuditPlansIT {
    @Inject
    Pool pool;

    private final String owner = Metadata.newOwner();

    @BeforeAll
    void fill() {
        run(
                "insert into audit_entry (actor, action, owner, file_id, result) select 'actor-' || n % 50, 'action-' || n % 100,"
                        + " '" + owner + "-' || n % 4, gen_random_uuid(), 'ok' from generate_series(1, 20000) n");
        run("analyze audit_entry");
    }

    @Test
    void everyFilterHasAnIndex() {
        Caller admin = caller("root", "admin");
        assertThat(plan(admin, Map.of("action", "quota.limited"))).contains("audit_entry_action");
        assertThat(plan(admin, Map.of("action", "action-7"))).contains("audit_entry_action");
        assertThat(plan(admin, Map.of("result", "not_found"))).contains("audit_entry_result");
        assertThat(plan(admin, Map.of("actor", "nobody"))).contains("audit_entry_actor");
        assertThat(plan(admin, Map.of("file", UUID.randomUUID().toString()))).contains("audit_entry_file");
        assertThat(plan(caller(owner + "-1", "user"), Map.of("action", "quota.limited")))
                .containsAnyOf("audit_entry_owner_action", "audit_entry_action");
        assertThat(plan(admin, Map.of())).contains("audit_entry_pkey");
    }

    private String plan(Caller who, Map<String, String> parameters) {
        AuditFilter filter = AuditFilter.of(who, parameters::get);
        String plan = StreamSupport.stream(
                        pool.preparedQuery("explain " + filter.sql(Long.MAX_VALUE, 101))
                                .execute(filter.values())
                                .await()
                                .atMost(Duration.ofMinutes(1))
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
        assertThat(plan).doesNotContain("Seq Scan");
        return plan;
    }

    private static Caller caller(String subject, String role) {
        return new Caller(subject, subject, Set.of(role), Set.of("read"), null);
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofMinutes(1));
    }
}
