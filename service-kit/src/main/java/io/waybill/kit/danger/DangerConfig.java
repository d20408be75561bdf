package io.waybill.kit.danger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;
import java.util.Set;

/** What an operator takes upon themselves. */
@ConfigMapping(prefix = "waybill.accepted-dangers")
public interface DangerConfig {
    /** Codes of dangers that do not keep the service from starting, separated by commas; each is warned of at every start. */
    @WithParentName
    Optional<Set<String>> codes();
}
