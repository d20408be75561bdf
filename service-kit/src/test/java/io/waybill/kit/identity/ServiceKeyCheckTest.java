package io.waybill.kit.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceKeyCheckTest {
    @TempDir
    Path home;

    @Test
    void thirtyTwoBytesAreEnoughToStart() throws IOException {
        Path file = secret(Base64.getEncoder().encodeToString(new byte[32]));

        assertThatCode(() -> start(Optional.of(file))).doesNotThrowAnyException();
    }

    @Test
    void whatCouldBeGuessedOrIsNotASecretStopsTheStart() throws IOException {
        Path tooShort = secret(Base64.getEncoder().encodeToString(new byte[31]));
        Path notBase64 = secret("§§§");

        assertThatThrownBy(() -> start(Optional.of(tooShort)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("shorter than 32 bytes");
        assertThatThrownBy(() -> start(Optional.of(notBase64)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not base64");
    }

    @Test
    void aMissingSettingOrFileStopsTheStart() {
        Path missing = home.resolve("missing");

        assertThatThrownBy(() -> start(Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYBILL_SERVICE_SECRET_FILE");
        assertThatThrownBy(() -> start(Optional.of(missing)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(missing.toString());
    }

    private static void start(Optional<Path> file) {
        new ServiceKeyCheck(() -> file).check(new StartupEvent());
    }

    private Path secret(String content) throws IOException {
        return Files.writeString(Files.createTempFile(home, "service", ".secret"), content);
    }
}
