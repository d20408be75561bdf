package io.waybill.transfer.preview;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewSettingsCheckTest {
    @Test
    void theDefaultsAreFine() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"lease,60S", "max-image-bytes,2G", "max-pdf-bytes,1025M"})
    void whatCouldNotWorkIsNotStarted(String name, String value) {
        assertThatThrownBy(() -> check(Map.of("waybill.preview." + name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }

    private static void check(Map<String, String> properties) {
        PreviewSettings settings = new SmallRyeConfigBuilder()
                .withMapping(PreviewSettings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(PreviewSettings.class);
        new PreviewSettingsCheck(settings).check(null);
    }
}
