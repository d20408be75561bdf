package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What {@code POST /api/ping} found.
 *
 * @param serverTime when the probe was answered
 * @param receivedBytes bytes of the probe
 * @param receiveMillis from its head to its last byte
 * @param bytesPerSecond how fast it came; null when the probe was too small to tell
 * @param partSizeBytes how large parts should be
 * @param parallelism how many parts should be on their way at a time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PingAnswer(
        Instant serverTime,
        long receivedBytes,
        double receiveMillis,
        Long bytesPerSecond,
        long partSizeBytes,
        int parallelism) {}
