package io.waybill.transfer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.WaybillException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormScannerTest {
    private static final String FORM = """
            a preamble
            --b+ound
            Name: é

            one
            --b+oun is no delimiter, nor is
            --b
            --b+ound\t\s
            Name: empty


            --b+ound

            \r\r--b+ound
            --b+ound--
            an epilogue
            --b+ound
            """.replace("\n", "\r\n");

    @Test
    void thePartsAreTheSameHoweverTheyArrive() {
        for (int chunk = 1; chunk <= FORM.length(); chunk++) {
            assertThat(parts(scanner(FORM, chunk)))
                    .as("chunks of " + chunk)
                    .containsExactly(
                            "Name: é|one\r\n--b+oun is no delimiter, nor is\r\n--b", "Name: empty|", "|\r\r--b+ound");
        }
    }

    @Test
    void aFormThatEndsEarlyIsBrokenWhereverThatIs() {
        int end = FORM.indexOf("--b+ound--") + "--b+ound--".length();
        for (int length = 0; length < end; length++) {
            FormScanner cut = scanner(FORM.substring(0, length), 7);

            assertThatThrownBy(() -> parts(cut)).as("cut at " + length).isInstanceOf(WaybillException.class);
        }
    }

    @Test
    void aLineWithoutAnEndIsBrokenBeforeItFillsTheMemory() {
        FormScanner endless = scanner("--b+ound\r\nName: " + "x".repeat(100_000), 1_000);

        assertThatThrownBy(() -> parts(endless)).isInstanceOf(WaybillException.class);
    }

    private static List<String> parts(FormScanner form) {
        List<String> parts = new ArrayList<>();
        content(form);
        while (get(form.another())) {
            StringBuilder part = new StringBuilder();
            for (String line = get(form.line()); !line.isEmpty(); line = get(form.line())) {
                part.append(line);
            }
            parts.add(part.append('|').append(content(form)).toString());
        }
        get(form.drain());
        return parts;
    }

    private static String content(FormScanner form) {
        Buffer content = Buffer.buffer();
        for (Optional<Buffer> next = get(form.content()); next.isPresent(); next = get(form.content())) {
            content.appendBuffer(next.get());
        }
        return content.toString();
    }

    private static FormScanner scanner(String form, int chunkBytes) {
        Buffer all = Buffer.buffer(form.getBytes(StandardCharsets.UTF_8));
        int[] at = {0};
        return new FormScanner(
                new EntryContent(() -> {
                    int from = at[0];
                    at[0] = Math.min(all.length(), from + chunkBytes);
                    return Future.succeededFuture(
                            from == all.length() ? Optional.empty() : Optional.of(all.getBuffer(from, at[0])));
                }),
                "b+ound");
    }

    private static <T> T get(Future<T> future) {
        assertThat(future.isComplete()).isTrue();
        if (future.failed()) {
            throw (WaybillException) future.cause();
        }
        return future.result();
    }
}
