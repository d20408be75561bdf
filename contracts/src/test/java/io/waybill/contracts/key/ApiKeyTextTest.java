package io.waybill.contracts.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApiKeyTextTest {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String KNOWN = "wb_AAAABBBBCCCC_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG_";

    private final ApiKeyText key = ApiKeyText.from(new SecureRandom());

    @Test
    void what_is_written_can_be_read() {
        assertThat(key.text()).hasSize(66).startsWith("wb_" + key.id() + '_');
        assertThat(ApiKeyText.parse(key.text())).contains(key);
        assertThat(key.text()).isNotEqualTo(ApiKeyText.from(new SecureRandom()).text());
    }

    @Test
    void the_check_is_the_crc32_of_what_stands_before_it() {
        ApiKeyText known = new ApiKeyText("AAAABBBBCCCC", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");

        assertThat(known.text()).isEqualTo(KNOWN + "2dgk88");
    }

    @Test
    void one_mistyped_character_anywhere_is_noticed() {
        String text = key.text();

        IntStream.range(0, text.length()).forEach(at -> {
            char typed = DIGITS.charAt((DIGITS.indexOf(text.charAt(at)) + 1 + DIGITS.length()) % DIGITS.length());
            String mistyped = text.substring(0, at) + typed + text.substring(at + 1);
            assertThat(ApiKeyText.parse(mistyped)).as(at + " in " + mistyped).isEmpty();
        });
    }

    @Test
    void what_is_cut_or_goes_on_is_no_key() {
        assertThat(ApiKeyText.parse("")).isEmpty();
        assertThat(ApiKeyText.parse("wb_")).isEmpty();
        assertThat(ApiKeyText.parse(key.text().substring(0, 65))).isEmpty();
        assertThat(ApiKeyText.parse(key.text() + "0")).isEmpty();
        assertThat(ApiKeyText.parse(key.text() + "\n")).isEmpty();
        assertThat(ApiKeyText.parse(key.text().replace('_', '-'))).isEmpty();
    }

    @Test
    void a_key_is_found_in_the_middle_of_a_text_also_with_a_wrong_check() {
        assertThat(ApiKeyText.isIn("/api/files?key=" + key.text() + "&limit=3")).isTrue();
        assertThat(ApiKeyText.isIn(key.text().substring(0, 60) + "000000")).isTrue();
        assertThat(ApiKeyText.isIn("/api/content/wb_notes/wb_AAAABBBBCCCC_short_000000"))
                .isFalse();
    }

    @Test
    void its_printed_form_has_no_secret() {
        assertThat(key.toString()).contains(key.id()).doesNotContain(key.secret());
    }
}
