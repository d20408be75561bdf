package io.waybill.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.gateway.fixture.Surroundings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings that would be dangerous stop the start. */
class ServiceSecretTest {
    @Test
    void takesThirtyTwoBytes() {
        assertThat(ServiceSecret.read(() -> Optional.of(Surroundings.secretFile(32))))
                .hasSize(32);
    }

    @Test
    void refusesToStartWithoutASecret() {
        assertThatThrownBy(() -> ServiceSecret.read(Optional::empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("WAYBILL_SERVICE_SECRET_FILE");
    }

    @Test
    void refusesToStartWithASecretThatCouldBeGuessed() {
        Path file = Surroundings.secretFile(31);

        assertThatThrownBy(() -> ServiceSecret.read(() -> Optional.of(file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("31 bytes");
    }

    @Test
    void refusesToStartWithAnUnreadableSecret() {
        assertThatThrownBy(() -> ServiceSecret.read(() -> Optional.of(Path.of("/nowhere/at/all"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/nowhere/at/all");
    }
}
