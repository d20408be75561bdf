package io.waybill.metadata.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the history of transfers is written and kept. */
@ConfigMapping(prefix = "waybill.history")
public interface HistoryConfig {
    /** The group in which replicas share the topic. With a new name the whole topic is read again, which changes nothing. */
    @WithDefault("waybill-history")
    String group();

    /** How long is waited after each write, so that what is told meanwhile is written together. */
    @WithDefault("200ms")
    Duration pace();

    /** How many events are read at a time at most. */
    @WithDefault("2000")
    @Min(1)
    @Max(10_000)
    int batch();

    /** The largest record that is read; a larger one is malformed. */
    @WithDefault("262144")
    @Min(1024)
    int maxRecordBytes();

    /** How long transfers are listed, from their end; counts stay. At least 8 days: until then their events may come again. */
    @WithDefault("P400D")
    Duration keep();

    /** How often each replica looks for transfers that were kept long enough. */
    @WithDefault("PT10M")
    Duration poll();
}
