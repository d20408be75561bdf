package io.waybill.transfer.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is asked for, exactly those bytes are given that are there, each once. */
class RangeFieldPropertyTest {
    @Property
    void exactlyWhatIsAskedForAndIsThereIsGivenOnce(
            @ForAll("asked") List<Ends> asked, @ForAll @IntRange(max = 300) int size) {
        BitSet wanted = new BitSet();
        asked.forEach(ends -> ends.mark(wanted, size));
        String field = "bytes=" + asked.stream().map(Ends::toString).collect(Collectors.joining(", "));

        List<ByteRange> given;
        try {
            given = RangeField.parse(field, size);
        } catch (WaybillException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
            assertThat(wanted.isEmpty() || asked.size() > RangeField.MAX_RANGES).isTrue();
            return;
        }

        BitSet got = new BitSet();
        for (ByteRange range : given) {
            assertThat(range.first()).isNotNegative();
            assertThat(range.last()).isBetween(range.first(), size - 1L);
            assertThat(given.stream().filter(range::touches)).containsExactly(range);
            got.set((int) range.first(), (int) range.last() + 1);
        }
        assertThat(got).isEqualTo(wanted);
    }

    @Property
    void anythingElseIsRefusedOrMeansTheWhole(@ForAll("texts") String text, @ForAll @IntRange(max = 300) int size) {
        try {
            assertThat(RangeField.parse(text, size)).allMatch(range -> range.first() >= 0 && range.last() < size);
        } catch (WaybillException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
        }
    }

    @Provide
    Arbitrary<List<Ends>> asked() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 320);
        Arbitrary<Ends> both =
                Combinators.combine(numbers, numbers).as((a, b) -> new Ends(Math.min(a, b), Math.max(a, b)));
        return Arbitraries.oneOf(
                        both, numbers.map(first -> new Ends(first, null)), numbers.map(last -> new Ends(null, last)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(70);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.of("bytes", "=", "-", ",", " ", "0", "7", "99999999999999999999", "items", "\t")
                        .list()
                        .ofMaxSize(12)
                        .map(pieces -> String.join("", pieces)));
    }

    /** One range as a client writes it. */
    record Ends(Integer first, Integer last) {
        void mark(BitSet bits, int size) {
            int from = first == null ? Math.max(0, size - last) : first;
            int to = first == null || last == null ? size - 1 : Math.min(last, size - 1);
            if (from <= to) {
                bits.set(from, to + 1);
            }
        }

        @Override
        public String toString() {
            return (first == null ? "" : first) + "-" + (last == null ? "" : last);
        }
    }
}
