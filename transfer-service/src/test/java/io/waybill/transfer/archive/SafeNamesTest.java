package io.waybill.transfer.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain.txt | plain.txt",
                "a/b c/d | a/b c/d",
                "/etc/passwd | _/etc/passwd",
                "../../x | __/__/x",
                "a/./b | a/_/b",
                "C:/windows/x | C_/windows/x",
                "a\\b | a_b",
                "what?.txt | what_.txt",
                "<a>:\"b?*\" | _a___b___",
                "con | _con",
                "a/NUL.txt | a/_NUL.txt",
                "com1.tar.gz | _com1.tar.gz",
                "COM\u00B9 | _COM\u00B9",
                "LPT9 .x | _LPT9 .x",
                "console | console",
                "com10 | com10",
                "dots... | dots___",
                "`trail ` | trail_",
                "e\u0301 | \u00E9",
                "tab\there | tab_here",
            })
    void namesAreThoseThatEverySystemCanHave(String path, String expected) {
        assertThat(new SafeNames().name(path, "")).isEqualTo(expected);
    }

    @Test
    void namesThatDifferInCaseOnlyGetNumbersBeforeTheirEndings() {
        assertThat(names("A.TXT", "a.txt", "a (2).txt", "a.Txt"))
                .containsExactly("A.TXT", "a (2).txt", "a (2) (2).txt", "a (3).Txt");
    }

    @Test
    void aFileAndAFolderOfOneNameAreBothUnpacked() {
        assertThat(names("a", "a/b", "a/c", "A/d")).containsExactly("a", "a (2)/b", "a (2)/c", "a (2)/d");
        assertThat(names("D/x", "d")).containsExactly("D/x", "d (2)");
    }

    @Test
    void whatBecomesTheSameOnTheWayGetsANumberToo() {
        assertThat(names("x?", "x*", "x_")).containsExactly("x_", "x_ (2)", "x_ (3)");
    }

    @Test
    void theVersionStandsBeforeTheEnding() {
        SafeNames names = new SafeNames();

        assertThat(names.name("d/report.pdf", " (v1)")).isEqualTo("d/report (v1).pdf");
        assertThat(names.name("d/report.pdf", " (v2)")).isEqualTo("d/report (v2).pdf");
        assertThat(names.name("d/.profile", " (v2)")).isEqualTo("d/.profile (v2)");
    }

    @Test
    void noSegmentIsLongerThanAFileSystemTakes() {
        String longest = "ü".repeat(125) + ".jpeg";

        List<String> named = names(longest, longest.toUpperCase(Locale.ROOT), longest);

        assertThat(named).doesNotHaveDuplicates().allSatisfy(name -> assertThat(name.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(255));
        assertThat(named.get(2)).endsWith(" (3).jpeg");
    }

    @Test
    void thousandsOfOneNameAreNamedWithoutTryingAllNumbersAgain() {
        SafeNames names = new SafeNames();
        Set<String> seen = new HashSet<>();

        IntStream.range(0, 50_000).forEach(i -> seen.add(names.name("same.txt", "")));

        assertThat(seen).hasSize(50_000).contains("same (50000).txt");
    }

    private static List<String> names(String... paths) {
        SafeNames names = new SafeNames();
        return List.of(paths).stream().map(path -> names.name(path, "")).toList();
    }
}
