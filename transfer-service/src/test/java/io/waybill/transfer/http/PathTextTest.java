package io.waybill.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathTextTest {
    @Test
    void aPlainNameIsSaidTwice() {
        assertThat(PathText.attachment("report-1.pdf"))
                .isEqualTo("attachment; filename=\"report-1.pdf\"; filename*=UTF-8''report-1.pdf");
    }

    @Test
    void unicodeIsUnderscoresForOldClientsAndTheTrueNameForOthers() {
        assertThat(PathText.attachment("\u20ac \u00fcber \ud83d\ude80.txt"))
                .isEqualTo("attachment; filename=\"_ _ber _.txt\";"
                        + " filename*=UTF-8''%E2%82%AC%20%C3%BCber%20%F0%9F%9A%80.txt");
    }

    @Test
    void quotesBackslashesAndPercentSignsCannotEndTheName() {
        assertThat(PathText.attachment("a\"b\\c%41'd;e.txt"))
                .isEqualTo("attachment; filename=\"a_b_c_41'd;e.txt\"; filename*=UTF-8''a%22b%5Cc%2541%27d%3Be.txt");
    }

    @Test
    void lineEndsCannotBeginAnotherField() {
        assertThat(PathText.attachment("a\r\nSet-Cookie: b\u0000\u007f"))
                .isEqualTo(
                        "attachment; filename=\"a__Set-Cookie: b__\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b%00%7F");
    }

    @Test
    void aPathKeepsItsSlashes() {
        assertThat(PathText.encode("a b/\u20ac/c?d#e%.txt")).isEqualTo("a%20b/%E2%82%AC/c%3Fd%23e%25.txt");
    }
}
