package io.waybill.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter out = new StringWriter();

    @Test
    void theBarIsAsFullAsTheUpload() {
        assertThat(ProgressLine.render("OPEN", 64 << 20, 128 << 20, 32 << 20))
                .isEqualTo("  " + "█".repeat(16) + "░".repeat(16) + "  50 %  64.0 of 128.0 MiB  32 MiB/s  open");
    }

    @Test
    void anEmptyFileIsDone() {
        assertThat(ProgressLine.render("COMPLETED", 0, 0, 0)).contains("100 %");
    }

    @Test
    void aTerminalRedrawsOneLine() {
        ProgressLine line = new ProgressLine(new PrintWriter(out), true);

        line.show("OPEN", 1, 100, 1);
        line.show("OPEN", 2, 100, 1);

        assertThat(out.toString().lines()).hasSizeLessThanOrEqualTo(3);
        assertThat(out.toString()).startsWith("\r").doesNotContain("\n");
    }

    @Test
    void elsewhereEveryTenthIsOnePlainLine() {
        ProgressLine line = new ProgressLine(new PrintWriter(out), false);

        for (int offset = 0; offset <= 1000; offset++) {
            line.show("OPEN", offset, 1000, 1);
        }

        assertThat(out.toString().lines()).hasSize(11);
        assertThat(out.toString()).doesNotContain("\r", "\u001b");
    }
}
