package io.waybill.notification.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How events are read from Kafka. */
@ConfigMapping(prefix = "waybill.inbox")
public interface InboxConfig {
    /** Bootstrap servers, {@code host:port} joined by commas: WAYBILL_KAFKA. */
    String kafka();

    /** How many partitions a topic gets when it is missing and this service creates it. */
    @WithDefault("6")
    @Min(1)
    @Max(1000)
    int partitions();

    /** How often the broker is asked whether it is there and whether there are new partitions. */
    @WithDefault("1s")
    Duration probeInterval();

    /** How long one question to the broker may take; after that it counts as away. */
    @WithDefault("3s")
    Duration probeTimeout();

    /** How many events are remembered to recognise those that come again. */
    @WithDefault("50000")
    @Min(1)
    int rememberedEvents();

    /** The largest record that is read; a larger one is malformed. */
    @WithDefault("262144")
    @Min(1024)
    int maxRecordBytes();
}
