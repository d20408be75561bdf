package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.transfer.storage.PartRules;
import io.waybill.transfer.upload.CopyPlan.Copy;
import io.waybill.transfer.upload.CopyPlan.Gather;
import io.waybill.transfer.upload.CopyPlan.Range;
import io.waybill.transfer.upload.CopyPlan.Source;
import io.waybill.transfer.upload.CopyPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyPlanTest {
    private static final long MIB = 1L << 20;
    private static final PartRules S3 = new PartRules(5 * MIB, false);
    private static final PartRules SHARING = new PartRules(1, true);

    @Test
    void longSourcesAreCopiedWholeWhateverTheirPartsAre() {
        CopyPlan plan = CopyPlan.of(List.of(source("a", 8 * MIB, 8 * MIB, 1), source("b", 8 * MIB, 3)), 0, 0, S3);

        assertThat(plan.steps())
                .containsExactly(new Copy(new Range("a", 0, 16 * MIB + 1)), new Copy(new Range("b", 0, 8 * MIB + 3)));
    }

    @Test
    void aShortSourceInTheMiddleIsGatheredWithTheBeginningOfTheNext() {
        CopyPlan plan = CopyPlan.of(
                List.of(source("a", 6 * MIB), source("b", MIB), source("c", 20 * MIB), source("d", 7)), 0, 0, S3);

        assertThat(plan.steps())
                .containsExactly(
                        new Copy(new Range("a", 0, 6 * MIB)),
                        new Gather(List.of(new Range("b", 0, MIB), new Range("c", 0, 4 * MIB))),
                        new Copy(new Range("c", 4 * MIB, 16 * MIB)),
                        new Gather(List.of(new Range("d", 0, 7))));
    }

    @Test
    void whereBytesAreSharedEveryPartStaysAsItIs() {
        CopyPlan plan = CopyPlan.of(List.of(source("a", 8 * MIB, 5), source("b", 3)), 0, 0, SHARING);

        assertThat(plan.steps())
                .containsExactly(
                        new Copy(new Range("a", 0, 8 * MIB)),
                        new Copy(new Range("a", 8 * MIB, 5)),
                        new Copy(new Range("b", 0, 3)));
    }

    @Test
    void tooManyPartsToShareAreCopiedTogether() {
        long[] tiny = LongStream.generate(() -> 2).limit(6_000).toArray();

        CopyPlan plan = CopyPlan.of(List.of(source("a", tiny), source("b", tiny)), 0, 0, SHARING);

        assertThat(plan.steps())
                .containsExactly(new Copy(new Range("a", 0, 12_000)), new Copy(new Range("b", 0, 12_000)));
    }

    @Test
    void aHugeSourceIsCopiedInPiecesOfAboutTheSameSize() {
        CopyPlan plan = CopyPlan.of(List.of(source("a", 513 * MIB)), 0, 0, S3);

        assertThat(plan.steps()).extracting(Step::sizeBytes).containsExactly(171 * MIB, 171 * MIB, 171 * MIB);
    }

    @Test
    void emptySourcesAddNothing() {
        assertThat(CopyPlan.of(List.of(source("a", 0), source("b", 0)), 0, 0, S3)
                        .steps())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyByteComesOnceInOrderAndNoPartButTheLastIsTooShort(int seed) {
        Random random = new Random(seed);
        PartRules rules = new PartRules(1 + random.nextInt(50), random.nextBoolean());
        List<Source> sources = IntStream.range(0, 1 + random.nextInt(20))
                .mapToObj(i -> source("s" + i, 1 + random.nextInt(90), random.nextInt(90)))
                .toList();

        List<Step> steps = CopyPlan.of(sources, 0, 0, rules).steps();

        assertThat(bytesOf(steps)).isEqualTo(bytesOfSources(sources));
        assertThat(steps.subList(0, steps.size() - 1)).allMatch(step -> step.sizeBytes() >= rules.minBytes());
        int done = random.nextInt(steps.size());
        long offset = steps.stream().limit(done).mapToLong(Step::sizeBytes).sum();
        assertThat(CopyPlan.of(sources, offset, done, rules).steps()).isEqualTo(steps.subList(done, steps.size()));
    }

    private static List<String> bytesOf(List<Step> steps) {
        List<String> bytes = new ArrayList<>();
        for (Step step : steps) {
            List<Range> ranges = step instanceof Copy copy ? List.of(copy.range()) : ((Gather) step).ranges();
            ranges.forEach(range -> add(bytes, range.key(), range.offset(), range.length()));
        }
        return bytes;
    }

    private static List<String> bytesOfSources(List<Source> sources) {
        List<String> bytes = new ArrayList<>();
        sources.forEach(source -> add(bytes, source.key(), 0, source.sizeBytes()));
        return bytes;
    }

    private static void add(List<String> bytes, String key, long from, long count) {
        for (long i = from; i < from + count; i++) {
            bytes.add(key + '@' + i);
        }
    }

    private static Source source(String key, long... partSizes) {
        return new Source(key, LongStream.of(partSizes).boxed().toList());
    }
}
