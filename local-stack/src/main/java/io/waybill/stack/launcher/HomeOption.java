package io.waybill.stack.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --home DIR}, the same for every command. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "What the stack keeps between starts (default: $WAYBILL_HOME, else .waybill in the checkout).")
    private Path home;

    Path path() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        String configured = System.getenv("WAYBILL_HOME");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured).toAbsolutePath().normalize();
        }
        return Path.of(System.getProperty("waybill.root", ""))
                .resolve(".waybill")
                .toAbsolutePath()
                .normalize();
    }
}
