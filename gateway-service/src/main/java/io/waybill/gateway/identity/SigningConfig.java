package io.waybill.gateway.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The keys that internal tokens are signed with. */
@ConfigMapping(prefix = "waybill.signing")
public interface SigningConfig {
    /** A mounted PKCS#8 PEM file with an EC P-256 key pair in it; replaces the keys in the database. */
    Optional<Path> keyFile();

    /** How long one key signs. */
    @WithDefault("24H")
    Duration signFor();

    /** How long before it signs a key is published, so that every service knows it in time. */
    @WithDefault("10M")
    Duration publishBefore();

    /** How long after it signed a key stays published: longer than its last token lives. */
    @WithDefault("10M")
    Duration publishAfter();

    /** How often the keys are read again. */
    @WithDefault("30S")
    Duration refresh();
}
