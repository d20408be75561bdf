package io.waybill.system.stock;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example of docs/protocols.md, typed by somebody with curl whose connection breaks in the first of them (F-02, F-03). */
class ProtocolsPageIT {
    private static final String PAGE = "protocols.md";
    private static final long BREAK = 12_000_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"http1.1", "http2-prior-knowledge"})
    void whatItShowsIsWhatHappens(String version) throws Exception {
        Program.need("curl is missing: install it to test the examples.", "curl");
        Client alice = Waybill.shared().alice();
        Path script = Recipe.allOf(PAGE, directory);
        Files.writeString(directory.resolve(".curlrc"), version + "\n");

        try (Cable cable = new Cable(alice.gateway()).stallAfterSending(BREAK)) {
            Map<String, String> environment = Map.of(
                    "CURL_HOME", directory.toString(),
                    "WAYBILL", cable.url(),
                    "AUTH", "Authorization: Bearer " + alice.token());
            Program shell = Program.start(directory, environment, "sh", script.toString());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> (cable.breaks() == 1 && isToldHowFarItIs()) || !shell.isAlive());
            shell.breakOff();

            assertThat(shell.succeed()).containsIgnoringCase("upload-complete: ?1");
        }

        String sha256 = HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(directory.resolve("file.bin"))));
        for (String path : List.of("demo/file.bin", "pieces.bin", "demo/tus.bin", "demo/halves.bin")) {
            assertThat(alice.sha256Of(content(path))).as(path).isEqualTo(sha256);
        }
    }

    @Test
    void noExampleIsLeftOut() {
        assertThat(Recipe.unnamed(PAGE)).singleElement().asString().startsWith("WAYBILL=");
    }

    /** Before the answer it was told where the upload is, then how much of it is durable. */
    private boolean isToldHowFarItIs() throws IOException {
        Path said = directory.resolve("said.txt");
        return Files.exists(said)
                && Files.readString(said)
                        .toLowerCase(Locale.ROOT)
                        .matches("(?s).*< http/[12.]+ 104.*\n< location: /api/uploads/.*"
                                + "\n< http/[12.]+ 104.*\n< upload-offset: 8388608.*");
    }
}
