package io.waybill.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path directory;

    @Test
    void aSmallLogIsLeftAlone() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "one\n");

        LogFile.at(log).rotateIfLarge();

        assertThat(log).hasContent("one\n");
        assertThat(directory.resolve("a.log.1")).doesNotExist();
    }

    @Test
    void aLargeLogIsRotatedAndFourOlderOnesAreKept() throws IOException {
        Path log = directory.resolve("a.log");

        for (int n = 0; n < 7; n++) {
            Files.write(log, new byte[5_000_001]);
            LogFile.at(log).rotateIfLarge();
        }

        assertThat(log).isEmptyFile();
        assertThat(directory.resolve("a.log.4")).hasSize(5_000_001);
        assertThat(directory.resolve("a.log.5")).doesNotExist();
    }

    @Test
    void itsEndIsItsLastTwelveLines() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "line\n".repeat(5000) + "last\n");

        assertThat(LogFile.at(log).end()).hasSize(12).last().isEqualTo("last");
        assertThat(LogFile.at(directory.resolve("absent")).end()).isEmpty();
    }
}
