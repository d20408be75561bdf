package io.waybill.transfer.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Where Kafka is. */
@ConfigMapping(prefix = "waybill.kafka")
public interface KafkaAddress {
    /** Its bootstrap servers, {@code host:port} joined by commas; without them events wait and progress is not told. */
    @WithParentName
    Optional<String> bootstrapServers();
}
