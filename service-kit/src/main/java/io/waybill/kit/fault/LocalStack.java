package io.waybill.kit.fault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Whether what is only good for trying and testing may be turned on. */
@ConfigMapping(prefix = "waybill.local-stack")
public interface LocalStack {
    /** True in what {@code ./waybill up} and the tests start; never set it where files are that somebody needs. */
    @WithParentName
    @WithDefault("false")
    boolean enabled();
}
