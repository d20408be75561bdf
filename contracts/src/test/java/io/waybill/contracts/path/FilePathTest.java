package io.waybill.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b/c.txt",
                "...",
                "..a/b..",
                "with space/100%_*?.txt",
                "Übersicht/日本語/😀.bin",
                "-rf",
                "CON",
                "~"
            })
    void anOrdinaryNameIsKept(String path) {
        assertThat(FilePath.of(path).value()).isEqualTo(path);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "//a",
                "a//b",
                "a/",
                ".",
                "..",
                "a/../b",
                "../a",
                "a/.",
                "a\\b",
                "a\u0000",
                "a\nb",
                "a\u007f",
                "a\u0085",
                "a\u202Egnp.exe",
                "a\u2066",
                "a\u200F",
                "\uFEFFa",
                "a\u2028b",
                "\uD83D",
                "a\uDE00b"
            })
    void aNameThatCouldHarmOrDeceiveIsRefused(String path) {
        assertThatThrownBy(() -> FilePath.of(path))
                .isInstanceOfSatisfying(
                        WaybillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH));
    }

    @Test
    void oneLeadingSlashIsDropped() {
        assertThat(FilePath.of("/a/b")).isEqualTo(FilePath.of("a/b"));
    }

    @Test
    void decomposedAndComposedNamesAreTheSameFile() {
        String decomposed = Normalizer.normalize("Übersicht", Normalizer.Form.NFD);

        assertThat(FilePath.of(decomposed)).isEqualTo(FilePath.of("Übersicht"));
    }

    @Test
    void lengthsAreCountedInBytes() {
        assertThat(FilePath.of("ü".repeat(127) + "a").name()).hasSize(128);
        assertThatThrownBy(() -> FilePath.of("ü".repeat(128))).hasMessageContaining("255");

        String segment = "s".repeat(255) + "/";
        assertThat(FilePath.of(segment.repeat(15) + "s".repeat(256 - 1)).value())
                .hasSize(4095);
        assertThatThrownBy(() -> FilePath.of(segment.repeat(16) + "s")).hasMessageContaining("4096");
    }

    @Test
    void theNameIsTheLastSegment() {
        assertThat(FilePath.of("a/b/c.txt").name()).isEqualTo("c.txt");
        assertThat(FilePath.of("c.txt").name()).isEqualTo("c.txt");
    }

    @Test
    void itIsAPlainStringInJson() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();

        assertThat(json.writeValueAsString(FilePath.of("/a/b"))).isEqualTo("\"a/b\"");
        assertThat(json.readValue("\"/a/b\"", FilePath.class)).isEqualTo(FilePath.of("a/b"));
    }
}
