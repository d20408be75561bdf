package io.waybill.transfer.mediatype;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.transfer.testing.TransferClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTypesTest {
    private static final KnownTypes TYPES = new KnownTypes();

    @ParameterizedTest
    @CsvSource({
        "89504e470d0a1a0a0000000d49484452, image/png",
        "ffd8ffe000104a464946, image/jpeg",
        "255044462d312e340a, application/pdf",
        "504b030414000000, application/zip",
        "1f8b0800, application/gzip",
        "474946383961, image/gif",
    })
    void firstBytesSayMoreThanAName(String hex, String type) {
        byte[] head = Arrays.copyOf(HexFormat.of().parseHex(hex), SniffType.HEAD_BYTES);

        assertThat(TYPES.of("no-name", head)).isEqualTo(type);
        assertThat(TYPES.of("report.txt", head)).isEqualTo(type);
        assertThat(TYPES.of("a?b#c%2Fd\\e.exe", head)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "notes, text/plain",
        "notes.txt, text/plain",
        "table.csv, text/csv",
        "page.html, text/html",
        "data.json, application/json",
        "Code.JAVA, text/x-java-source",
        "picture.png, text/plain",
        "what?ever.csv, text/csv",
        "what#ever.csv, text/csv",
    })
    void aNameSaysWhichKindOfTextItIs(String name, String type) {
        byte[] head = "Ein paar Wörter.\n".repeat(500).getBytes(StandardCharsets.UTF_8);

        assertThat(TYPES.of(name, Arrays.copyOf(head, SniffType.HEAD_BYTES))).isEqualTo(type);
    }

    @Test
    void aNameSaysWhichKindOfZipItIs() {
        byte[] head = Arrays.copyOf(new byte[] {'P', 'K', 3, 4, 20}, SniffType.HEAD_BYTES);

        assertThat(TYPES.of("letter.docx", head))
                .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    }

    @Test
    void noTypeOfTheTableAloneIsShown() {
        byte[] ole = Arrays.copyOf(HexFormat.of().parseHex("d0cf11e0a1b11ae1"), SniffType.HEAD_BYTES);

        assertThat(TYPES.of("no-name", ole)).isEqualTo("application/octet-stream");
        assertThat(TYPES.of("letter.doc", ole)).isEqualTo("application/msword");
    }

    @Test
    void whatNobodyKnowsIsAnyBytes() {
        assertThat(TYPES.of("x.unheard-of", TransferClient.bytes(SniffType.HEAD_BYTES, 3)))
                .isEqualTo("application/octet-stream");
        assertThat(TYPES.of("x", new byte[0])).isEqualTo("application/octet-stream");
        assertThat(TYPES.of("empty.csv", new byte[0])).isEqualTo("text/csv");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/octet-stream", "Application/Octet-Stream", "application/octet-stream ; x=y"})
    void anyBytesSayNothing(String declared) {
        assertThat(SniffType.saysNothing(declared)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "image/png; q=1", "application/octet-streams"})
    void everyOtherTypeIsBelieved(String declared) {
        assertThat(SniffType.saysNothing(declared)).isFalse();
    }
}
