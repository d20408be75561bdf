package io.waybill.gateway.entry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** What the gateway shows of itself. */
@ConfigMapping(prefix = "waybill.swagger-ui")
public interface PagesConfig {
    /** Whether the pages that show and try the API are there, at {@code /q/swagger-ui}. Meant for the local stack. */
    @WithParentName
    @WithDefault("false")
    boolean swaggerUi();
}
