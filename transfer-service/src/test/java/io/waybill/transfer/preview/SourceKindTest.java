package io.waybill.transfer.preview;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.transfer.preview.render.Pictures;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceKindTest {
    @Test
    void theFirstBytesSayWhatAFileIs() {
        assertThat(SourceKind.of(Pictures.halves("jpeg", 3, 3))).hasValue(SourceKind.JPEG);
        assertThat(SourceKind.of(Pictures.halves("png", 3, 3))).hasValue(SourceKind.PNG);
        assertThat(SourceKind.of(Pictures.halves("gif", 3, 3))).hasValue(SourceKind.GIF89);
        assertThat(SourceKind.of(Pictures.halves("bmp", 3, 3))).hasValue(SourceKind.BMP);
        assertThat(SourceKind.of(Pictures.pdf(10, 10))).hasValue(SourceKind.PDF);
        assertThat(SourceKind.of(bytes("RIFF\1\2\3\4WEBPVP8 "))).hasValue(SourceKind.WEBP);
    }

    @Test
    void aPageOrADrawingWithScriptsIsText() {
        assertThat(SourceKind.of(bytes("<!doctype html><script>alert(1)</script>")))
                .hasValue(SourceKind.TEXT);
        assertThat(SourceKind.of(bytes("<svg xmlns='x' onload='alert(1)'/>"))).hasValue(SourceKind.TEXT);
        assertThat(SourceKind.of(bytes("BMW is no bitmap"))).hasValue(SourceKind.TEXT);
        assertThat(SourceKind.of(bytes(" %PDF-1.7 further down"))).hasValue(SourceKind.TEXT);
        assertThat(SourceKind.of(new byte[0])).hasValue(SourceKind.TEXT);
    }

    @Test
    void whatIsNeitherIsNothing() {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);

        assertThat(SourceKind.of(noise)).isEmpty();
        assertThat(SourceKind.of(bytes("PK\3\4\n\0\0\0"))).isEmpty();
        assertThat(SourceKind.of(bytes("\177ELF\2\1\1"))).isEmpty();
        assertThat(SourceKind.of(bytes("RIFF\1\2\3\4WAVEfmt "))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ''",
        "ISO-8859-1, ''",
        "windows-1252, ''",
        "UTF-8, \uFEFF",
        "UTF-16LE, \uFEFF",
        "UTF-16BE, \uFEFF",
        "UTF-32LE, \uFEFF",
    })
    void aTextIsReadInItsCharset(String charset, String mark) {
        String text = "Die Größe der Straße über den Fluß: für Öl gibt es keine Äpfel.\r\n".repeat(9);
        byte[] bytes = (mark + text).getBytes(Charset.forName(charset));

        assertThat(SourceKind.of(bytes)).hasValue(SourceKind.TEXT);
        assertThat(new String(TextStart.toUtf8(bytes, bytes.length), UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251, 'Съешь же ещё этих мягких французских булок, да выпей чаю. '",
        "Shift_JIS, 'これは日本語の文章です。とても長い文章です。'",
        "EUC-KR, '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. '"
    })
    void soIsOneWithoutAMarkFromElsewhere(String charset, String sentence) {
        String text = sentence.repeat(20);
        byte[] bytes = text.getBytes(Charset.forName(charset));

        assertThat(new String(TextStart.toUtf8(bytes, bytes.length), UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ä", "€", "😀"})
    void aTextIsNeverCutInsideACharacter(String character) {
        byte[] whole = character.repeat(20).getBytes(UTF_8);
        int each = character.getBytes(UTF_8).length;
        for (int length = 10 * each; length <= 11 * each; length++) {
            String start = new String(TextStart.toUtf8(Arrays.copyOf(whole, length), whole.length), UTF_8);

            assertThat(start).isEqualTo(character.repeat(length / each));
        }
    }

    @Test
    void aPairOfUtf16IsNotCutEither() {
        byte[] bytes = "\uFEFF😀😀".getBytes(Charset.forName("UTF-16LE"));

        assertThat(new String(TextStart.toUtf8(Arrays.copyOf(bytes, 8), bytes.length), UTF_8))
                .isEqualTo("😀");
    }

    @Test
    void aByteThatIsNoCharacterIsMarked() {
        byte[] bytes = "\uFEFFa".getBytes(UTF_8);
        byte[] broken = Arrays.copyOf(bytes, 5);
        broken[4] = (byte) 0xFF;

        assertThat(new String(TextStart.toUtf8(broken, 5), UTF_8)).isEqualTo("a\uFFFD");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
