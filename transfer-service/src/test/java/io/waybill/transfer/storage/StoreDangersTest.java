package io.waybill.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.waybill.kit.danger.Danger;
import io.waybill.transfer.storage.s3.S3Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoreDangersTest {
    private static final Map<String, String> SAFE = Map.of(
            "waybill.store", "s3",
            "waybill.s3.endpoint", "https://store.example.org",
            "waybill.s3.access-key", "waybill-transfer",
            "waybill.s3.secret-key", "wJ4rXUtnFEMIbK7MDENGbPxR");

    @Test
    void aStoreElsewhereWithAKeyOfItsOwnIsNoDanger() {
        assertThat(found(Map.of())).isEmpty();
    }

    @Test
    void oneDiskIsADanger() {
        assertThat(found(Map.of("waybill.store", "filesystem"))).containsExactly("filesystem-store");
    }

    @Test
    void aPlainLineAndAKeyOfExamplesAreDangers() {
        assertThat(found(Map.of(
                        "waybill.s3.endpoint", "http://minio:9000",
                        "waybill.s3.access-key", "minioadmin",
                        "waybill.s3.secret-key", "minioadmin")))
                .containsExactly("plain-store", "weak-store-key");
    }

    private static Stream<String> found(Map<String, String> changes) {
        Map<String, String> properties = new HashMap<>(SAFE);
        properties.putAll(changes);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(StoreChoice.class)
                .withMapping(S3Settings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return new StoreDangers(config.getConfigMapping(StoreChoice.class), config.getConfigMapping(S3Settings.class))
                .find()
                .map(Danger::code);
    }
}
