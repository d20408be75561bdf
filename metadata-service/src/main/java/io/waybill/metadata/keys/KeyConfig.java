package io.waybill.metadata.keys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/** API keys. */
@ConfigMapping(prefix = "waybill.keys")
public interface KeyConfig {
    /**
     * A file with the base64 of at least 32 random bytes, the same for every replica: the key under which API keys are kept. With
     * another one every API key ends. Without it, one that is derived from the service secret.
     */
    Optional<Path> pepperFile();

    /** How many days a key is good for when nothing else is asked. */
    @WithDefault("90")
    @Min(1)
    int days();

    /** How many days may be asked for. */
    @WithDefault("365")
    @Min(1)
    int maxDays();

    /** How many good keys an owner may have at once. */
    @WithDefault("100")
    @Min(1)
    int maxPerOwner();
}
