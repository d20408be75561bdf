package io.waybill.kit.identity;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the secret is that services know each other by. */
@ConfigMapping(prefix = "waybill.service")
public interface ServiceKeyFile {
    /** A file with the base64 of at least 32 random bytes, the same for every service; required wherever a service calls or is called by another. */
    Optional<Path> secretFile();
}
