package io.waybill.system.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.keycloak.LocalUser;
import io.waybill.system.Waybill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person in Chromium signs in at Keycloak's page, works, watches, and signs out; a page of another site gets nothing (F-40, F-44). */
class BrowserSignInIT {
    @TempDir
    Path directory;

    @Test
    void signsInWorksAndSignsOut() {
        String chromium = Program.need(
                "Chromium is missing: install it (Debian: chromium) to sign in with it.",
                "chromium",
                "chromium-browser",
                "google-chrome");
        Path scripts = Packages.scripts();
        LocalUser alice = Waybill.shared().describe().user("alice");
        String gateway = Waybill.shared().describe().gateway();

        try (PageServer stranger = new PageServer()) {
            stranger.show("/evil.html", () -> "<!doctype html><title>evil</title>");

            String said = Program.start(
                            directory,
                            Map.of(
                                    "CHROMIUM", chromium,
                                    "GATEWAY", gateway,
                                    "STRANGER", stranger.origin().replace("127.0.0.1", "localhost"),
                                    "USERNAME", alice.name(),
                                    "PASSWORD", alice.password()),
                            Packages.node(),
                            script(scripts).toString())
                    .succeed();

            assertThat(said).contains("signed in, worked, signed out");
        }
    }

    private static Path script(Path scripts) {
        try {
            Path source = Path.of("src", "test", "js", "sign-in.mjs");
            return Files.copy(source, scripts.resolve("sign-in.mjs"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
