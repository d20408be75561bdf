package io.waybill.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every path there can be. */
class FilePathPropertyTest {
    @Property
    void anythingIsRefusedOrMeansOnePath(@ForAll("texts") String text) {
        FilePath path;
        try {
            path = FilePath.of(text);
        } catch (WaybillException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PATH);
            return;
        }

        assertThat(path.value()).matches(value -> Normalizer.isNormalized(value, Normalizer.Form.NFC));
        assertThat(FilePath.of(path.value())).isEqualTo(path);
        assertThat(FilePath.of('/' + path.value())).isEqualTo(path);
        assertThat(bytes(path.value())).isLessThanOrEqualTo(FilePath.MAX_BYTES);
        for (String segment : path.value().split("/", -1)) {
            assertThat(segment).isNotIn("", ".", "..");
            assertThat(bytes(segment)).isLessThanOrEqualTo(FilePath.MAX_SEGMENT_BYTES);
        }
        assertThat(path.value()).endsWith(path.name());
        assertThat(path.name()).doesNotContain("/");
    }

    @Property
    void harmlessSegmentsAreAPath(@ForAll("harmless") List<String> segments) {
        String joined = String.join("/", segments);

        assertThat(FilePath.of(joined).value()).isEqualTo(Normalizer.normalize(joined, Normalizer.Form.NFC));
    }

    @Property
    void oneForbiddenCharacterAnywhereIsTooMany(
            @ForAll("harmless") List<String> segments, @ForAll("forbidden") String bad, @ForAll @IntRange int seed) {
        String joined = String.join("/", segments);
        int place = joined.offsetByCodePoints(0, Math.floorMod(seed, joined.codePointCount(0, joined.length()) + 1));
        String spoiled = joined.substring(0, place) + bad + joined.substring(place);

        assertThatThrownBy(() -> fail(FilePath.of(spoiled).value())).isInstanceOf(WaybillException.class);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.of(
                "/",
                "//",
                ".",
                "..",
                "\\",
                "a",
                "é",
                "e\u0301",
                "\u202E",
                "\u0000",
                "\uFEFF",
                "\uD800",
                "日",
                "n".repeat(255));
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                nasty.list().ofMaxSize(24).map(pieces -> String.join("", pieces)));
    }

    @Provide
    Arbitrary<List<String>> harmless() {
        return Arbitraries.strings()
                .withChars("abcXYZ0189 -_~#%?&+=é日\u0301ß.")
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(segment -> !segment.equals(".") && !segment.equals(".."))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> forbidden() {
        return Arbitraries.of(
                "\u0000", "\n", "\u007F", "\\", "\u202E", "\u2066", "\u2028", "\uFEFF", "\u200F", "\uDC00");
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
