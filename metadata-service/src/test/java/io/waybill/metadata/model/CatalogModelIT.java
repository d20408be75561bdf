package io.waybill.metadata.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever users do, one after the other or at the same moment, ends as they would say it must. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class CatalogModelIT {
    private static final int STEPS = 40;
    private static final int ROUNDS = 15;

    private static final String MISCOUNTED = """
            select owners.owner || ' ' || recounted || ' ' || counted
            from (select distinct owner from file) owners, quota_recounted(owners.owner) recounted,
                quota_counted(owners.owner) counted
            where recounted is distinct from counted""";

    LocalIssuer issuer;
    PostgresServer postgres;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void oneAfterTheOther(long seed) {
        Random chance = new Random(seed);
        ModelCatalog model = new ModelCatalog();
        RealCatalog real = new RealCatalog(issuer);
        List<String> story = new ArrayList<>();

        for (int i = 0; i < STEPS; i++) {
            Step step = Step.any(chance, i, i);
            String expected = step.on(model);
            story.add(step + " " + expected);

            assertThat(step.on(real)).as(String.join("\n", story)).isEqualTo(expected);
            assertThat(real.shown()).as(String.join("\n", story)).isEqualTo(model.shown());
        }
        assertThat(real.trashedPaths()).isEqualTo(model.trashedPaths());
        assertThat(real.lostBytes()).isEmpty();
        assertThat(Rows.column(postgres, MISCOUNTED)).isEmpty();
    }

    /** Two at the same moment end as if one had been first: each answer, every file, every version. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void twoAtTheSameMoment(long seed) {
        Random chance = new Random(seed);
        ModelCatalog model = new ModelCatalog();
        RealCatalog real = new RealCatalog(issuer);
        int next = 0;
        for (; next < 6; next++) {
            Step step = Step.any(chance, next, next);
            assertThat(step.on(real)).as(step.toString()).isEqualTo(step.on(model));
        }

        for (int round = 0; round < ROUNDS; round++) {
            Step one = Step.any(chance, next, next);
            Step two = Step.any(chance, next + 1, next);
            next += 2;
            End oneFirst = End.of(model, one, two, false);
            End twoFirst = End.of(model, two, one, true);

            CompletableFuture<String> first =
                    CompletableFuture.supplyAsync(() -> one.on(real), task -> new Thread(task).start());
            CompletableFuture<String> second =
                    CompletableFuture.supplyAsync(() -> two.on(real), task -> new Thread(task).start());
            List<String> answers = List.of(first.join(), second.join());
            String shown = real.shown() + " " + real.trashedPaths();

            assertThat(List.of(oneFirst.told(), twoFirst.told()))
                    .as(one + "\n" + two + "\nfrom " + model.shown() + " " + model.trashedPaths())
                    .contains(answers + " " + shown);
            model = oneFirst.told().equals(answers + " " + shown) ? oneFirst.after() : twoFirst.after();
            assertThat(real.lostBytes()).isEmpty();
        }
        assertThat(Rows.column(postgres, MISCOUNTED)).isEmpty();
    }

    private record End(ModelCatalog after, String told) {
        static End of(ModelCatalog before, Step first, Step second, boolean turned) {
            ModelCatalog after = before.copy();
            String one = first.on(after);
            String two = second.on(after);
            return new End(
                    after,
                    (turned ? List.of(two, one) : List.of(one, two)) + " " + after.shown() + " "
                            + after.trashedPaths());
        }
    }
}
