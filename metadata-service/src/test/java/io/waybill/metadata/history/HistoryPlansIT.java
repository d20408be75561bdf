package io.waybill.metadata.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.UploadState;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** However many transfers there were, no list reads them all: the plan of every question, on a filled table. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@QuarkusTestResource(RealParts.class)
class HistoryPlansIT {
    private static final int PAGE = 101;

    PostgresServer postgres;

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    private final String owner = Metadata.newOwner();
    private ToldTransfers told;
    private UUID client;

    @BeforeAll
    void fill() {
        told = new ToldTransfers(postgres, json);
        told.run("""
                insert into transfer (id, owner, path, state, sequence, bytes, content_type, agent, started_at, ended_at)
                select gen_random_uuid(), case when n %% 3 = 0 then '%s-2' else '%s' end, 'tree/' || n %% 500 || '/file-' || n,
                       case n %% 50 when 0 then 'FAILED' when 1 then 'CANCELLED' when 2 then 'OPEN' else 'COMPLETED' end, 2, n,
                       'text/plain', 'agent-' || n %% 40, now() - n * interval '1 minute',
                       case when n %% 50 <> 2 then now() - n * interval '1 minute' end
                from generate_series(1, 60000) n""".formatted(owner, owner));
        client = UUID.fromString(told.column("select client from transfer where owner = '" + owner + "' limit 1")
                .get(0));
        told.run("vacuum analyze transfer");
    }

    @AfterAll
    void empty() {
        told.run("delete from transfer where owner like '" + owner + "%'");
        told.run("vacuum analyze transfer");
    }

    @Test
    void noQuestionReadsAWholeTable() {
        List<String> readers = new ArrayList<>();
        int plans = 0;
        for (TransferQuery query : questions()) {
            for (TimePlace place : places()) {
                String plan = explain(TransferSelection.page(query, null, place, PAGE));
                plans++;
                if (plan.contains("Seq Scan")) {
                    readers.add(query + " after " + place + "\n" + plan);
                }
            }
        }

        assertThat(readers).isEmpty();
        assertThat(plans).isGreaterThan(100);
    }

    @Test
    void oneTransferIsFoundByItsKey() {
        assertThat(explain(TransferSelection.byId(UUID.randomUUID())))
                .doesNotContain("Seq Scan")
                .contains("transfer_pkey");
    }

    @Test
    void whatWasKeptLongEnoughIsFoundByItsStart() {
        OffsetDateTime limit = OffsetDateTime.now(ZoneOffset.UTC).minusDays(400);

        assertThat(explain(new SqlQuery(HistorySweep.OLD, Tuple.of(limit, PAGE))))
                .doesNotContain("Seq Scan")
                .contains("transfer_started");
    }

    /** Every filter by itself and together, of one and of everybody. */
    private List<TransferQuery> questions() {
        List<TransferQuery> all = new ArrayList<>();
        OffsetDateTime lately = OffsetDateTime.now(ZoneOffset.UTC).minusDays(2);
        for (String whose : List.of(owner, Owners.EVERYBODY)) {
            for (UploadState state : Arrays.asList(
                    null, UploadState.OPEN, UploadState.COMPLETED, UploadState.FAILED, UploadState.EXPIRED)) {
                for (UUID by : Arrays.asList(null, client, UUID.randomUUID())) {
                    for (String name : Arrays.asList(null, "file-4711", "e-", "no such")) {
                        all.add(new TransferQuery(whose, state, by, name, null, null));
                    }
                }
                all.add(new TransferQuery(whose, state, null, null, lately, null));
                all.add(new TransferQuery(whose, state, null, null, null, lately));
                all.add(new TransferQuery(whose, state, null, null, lately, lately.plusHours(1)));
            }
        }
        return all;
    }

    private static List<TimePlace> places() {
        return Arrays.asList(
                null, new TimePlace(OffsetDateTime.now(ZoneOffset.UTC).minusDays(20), UUID.randomUUID()));
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
}
