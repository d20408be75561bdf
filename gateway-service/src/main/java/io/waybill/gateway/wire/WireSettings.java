package io.waybill.gateway.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient the gateway is with a client whose request does not come. HTTP/1.1 only. */
@ConfigMapping(prefix = "waybill.wire")
public interface WireSettings {
    /** How long the head of a request may take from its first byte to its last; then 408. */
    @WithDefault("15S")
    Duration headWithin();

    /**
     * How long the body of a request may send nothing while the gateway wants its bytes; then 408. Shorter than
     * {@code waybill.upload.body-idle} of the services behind, so that the client hears it here.
     */
    @WithDefault("45S")
    Duration bodySilence();

    /** How long a client that was refused may read its answer before the connection is closed (RFC 9112 §9.6). */
    @WithDefault("2S")
    Duration linger();
}
