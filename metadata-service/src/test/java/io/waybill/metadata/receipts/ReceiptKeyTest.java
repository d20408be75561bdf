package io.waybill.metadata.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.waybill.stack.ReceiptKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptKeyTest {
    @TempDir
    Path home;

    @Test
    void theLocalStackMakesOneKeyForItsOwnerAlone() throws IOException {
        Path file = ReceiptKeyFile.in(home.resolve("key.pem"));
        String id = ReceiptKeys.key(config(file)).id();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ReceiptKeys.key(config(ReceiptKeyFile.in(file))).id()).isEqualTo(id);
    }

    @Test
    void withoutAKeyNothingStarts() {
        assertThatThrownBy(() -> ReceiptKeys.key(config(null)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYBILL_RECEIPTS_KEY_FILE is not set");
        assertThatThrownBy(() -> ReceiptKeys.key(config(home.resolve("absent"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no EC P-256 key pair");
    }

    @Test
    void halvesOfTwoPairsAreNoPair() throws IOException {
        String one = Files.readString(ReceiptKeyFile.in(home.resolve("one.pem")));
        String two = Files.readString(ReceiptKeyFile.in(home.resolve("two.pem")));
        Path mixed = Files.writeString(
                home.resolve("mixed.pem"),
                one.substring(0, one.indexOf("-----BEGIN PUBLIC")) + two.substring(two.indexOf("-----BEGIN PUBLIC")));

        assertThatThrownBy(() -> ReceiptKeys.key(config(mixed))).isInstanceOf(ConfigurationException.class);
    }

    private static ReceiptConfig config(Path file) {
        return new ReceiptConfig() {
            @Override
            public Optional<Path> keyFile() {
                return Optional.ofNullable(file);
            }

            @Override
            public String issuer() {
                return "waybill";
            }
        };
    }
}
