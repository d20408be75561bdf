package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class GroupedStatementIT {
    private static final String INSERT = "insert into staging (store_key, begun_at) values ($1, now())"
            + " returning store_key, xmin::text as transaction";

    @Inject
    Pool pool;

    private final String run = "group-" + UUID.randomUUID() + "/";

    @Test
    void executionsOfOneMomentAreOneTransactionAndEachGetsItsOwnRows() throws Exception {
        List<Future<RowSet<Row>>> answers =
                execute(IntStream.range(0, 40).mapToObj(n -> run + n).toList());

        List<Row> rows = answers.stream()
                .map(answer -> answer.result().iterator().next())
                .toList();
        assertThat(rows)
                .extracting(row -> row.getString("store_key"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(n -> run + n).toList());
        assertThat(rows.stream()
                        .map(row -> row.getString("transaction"))
                        .distinct()
                        .count())
                .isLessThan(10);
    }

    @Test
    void oneThatIsRefusedDoesNotSpoilTheOthers() throws Exception {
        List<Future<RowSet<Row>>> answers = execute(
                IntStream.range(0, 40).mapToObj(n -> n == 21 ? null : run + n).toList());

        assertThat(IntStream.range(0, 40).filter(n -> answers.get(n).failed())).containsExactly(21);
        assertThat(answers.get(21).cause()).hasMessageContaining("store_key");
        Row stored = get(pool.preparedQuery("select count(*) as n from staging where starts_with(store_key, $1)")
                        .execute(Tuple.of(run)))
                .iterator()
                .next();
        assertThat(stored.getLong("n")).isEqualTo(39);
    }

    private List<Future<RowSet<Row>>> execute(List<String> keys) throws Exception {
        GroupedStatement statement = new GroupedStatement(pool, INSERT);
        List<Future<RowSet<Row>>> answers = IntStream.range(0, keys.size())
                .mapToObj(n -> statement.execute(Tuple.of(keys.get(n))))
                .toList();
        get(Future.join(answers).otherwiseEmpty());
        return answers;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
