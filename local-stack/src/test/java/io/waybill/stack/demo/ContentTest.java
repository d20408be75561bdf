package io.waybill.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
    @TempDir
    Path directory;

    @Test
    void randomBytesAreTheSameFromAnyOffset() throws IOException {
        Content content = Content.random("r", 200_001, 42);
        byte[] whole = content.from(0).readAllBytes();

        assertThat(whole).hasSize(200_001);
        for (int offset : new int[] {1, 65_535, 65_536, 65_537, 200_000, 200_001}) {
            assertThat(content.from(offset).readAllBytes()).isEqualTo(Arrays.copyOfRange(whole, offset, whole.length));
        }
        assertThat(Content.random("r", 200_001, 43).from(0).readAllBytes()).isNotEqualTo(whole);
    }

    @Test
    void aFileIsReadFromAnyOffset() throws IOException {
        Content content = Content.file(Files.writeString(directory.resolve("a b.txt"), "waybill"));

        assertThat(content.sizeBytes()).isEqualTo(7);
        assertThat(content.from(3).readAllBytes()).asString().isEqualTo("bill");
    }

    @Test
    void pathsKeepTheirSlashesAndNothingElse() {
        assertThat(Gateway.segments("demo/a b/ü?#.bin")).isEqualTo("demo/a%20b/%C3%BC%3F%23.bin");
    }
}
