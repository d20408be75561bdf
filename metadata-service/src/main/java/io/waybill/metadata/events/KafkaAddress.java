package io.waybill.metadata.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;

/** Where events go. */
@ConfigMapping(prefix = "waybill.kafka")
public interface KafkaAddress {
    /** Bootstrap servers: {@code host:port}, separated by commas. */
    @WithParentName
    String bootstrapServers();
}
