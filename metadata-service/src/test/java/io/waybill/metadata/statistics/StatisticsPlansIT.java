package io.waybill.metadata.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Statistics read a stretch of what was counted, and no transfer. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@QuarkusTestResource(RealParts.class)
class StatisticsPlansIT {
    @Inject
    Pool pool;

    private final String owner = Metadata.newOwner();

    @BeforeAll
    void fill() {
        run("insert into transfer_day select '" + owner + "-' || n % 20, date '2000-01-01' + n / 20, 1, 1, 1, 1, 1, 1"
                + " from generate_series(1, 20000) n");
        run("insert into transfer_type select '" + owner + "-' || n % 20, 'type/' || n / 20, n, n"
                + " from generate_series(1, 20000) n");
        run("insert into transfer_client select '" + owner
                + "-' || n % 20, gen_random_uuid(), 'a', 'p', '192.0.2.1', 1, 1, 1,"
                + " 1, now() - n * interval '1 minute' from generate_series(1, 20000) n");
        run("insert into quota_usage (owner, stored, files, versions, trash) select '" + owner
                + "-' || n, n, n, 0, 0 from generate_series(1, 20000) n");
        run("vacuum analyze transfer_day, transfer_type, transfer_client, quota_usage");
    }

    @AfterAll
    void empty() {
        for (String table : List.of("transfer_day", "transfer_type", "transfer_client", "quota_usage")) {
            run("delete from " + table + " where owner like '" + owner + "%'");
            run("vacuum analyze " + table);
        }
    }

    @Test
    void noQuestionReadsAWholeTable() {
        String whose = owner + "-7";
        LocalDate day = LocalDate.parse("2001-01-01");
        for (SqlQuery query : List.of(
                StatisticsSelection.total(whose),
                StatisticsSelection.days(whose, day, day.plusDays(29)),
                StatisticsSelection.types(whose, 50),
                StatisticsSelection.clients(whose, null, 101),
                StatisticsSelection.clients(
                        whose,
                        new TimePlace(OffsetDateTime.now(ZoneOffset.UTC).minusDays(2), UUID.randomUUID()),
                        101))) {
            assertThat(explain(query)).doesNotContain("Seq Scan").contains("Index");
        }
    }

    @Test
    void whatIsStoredIsReadFromWhereItWasCounted() {
        for (SqlQuery query : List.of(
                StatisticsSelection.storage(owner + "-7"),
                StatisticsSelection.storageOfEveryone(null, 101),
                StatisticsSelection.storageOfEveryone(owner + "-7", 101))) {
            assertThat(explain(query)).contains("quota_usage_pkey").doesNotContain("Seq Scan on quota_usage", "Sort");
        }
    }

    private String explain(SqlQuery query) {
        return StreamSupport.stream(
                        pool.preparedQuery("explain " + query.sql())
                                .execute(query.values())
                                .await()
                                .atMost(Duration.ofMinutes(1))
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofMinutes(1));
    }
}
