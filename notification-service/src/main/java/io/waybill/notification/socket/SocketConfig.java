package io.waybill.notification.socket;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds of the sockets at {@code /api/events}. */
@ConfigMapping(prefix = "waybill.socket")
public interface SocketConfig {
    /** How many sockets this replica holds; more are refused with {@code busy}. */
    @WithDefault("12000")
    @Min(1)
    int maxSockets();

    /** How long a socket may be silent, pongs included, before it counts as half-open and is closed. */
    @WithDefault("35s")
    Duration maxSilence();

    /** How long a reader may keep one frame waiting before it is dropped with 1013. */
    @WithDefault("20s")
    Duration maxStall();

    /** How long a socket that is being closed has to take the close frame before its connection is cut. */
    @WithDefault("3s")
    Duration closeGrace();

    /** How often sockets are checked for silence and stalls. */
    @WithDefault("1s")
    Duration checkInterval();

    /** How many frames may wait for a reader. */
    @WithDefault("256")
    @Min(2)
    int queuedFrames();

    /** How many characters of frames may wait for a reader. */
    @WithDefault("1M")
    MemorySize queuedCharacters();

    /** How many topics one socket may be subscribed to. */
    @WithDefault("64")
    @Min(1)
    int maxSubscriptions();

    /** How many frames a client may send each second in the long run. */
    @WithDefault("20")
    @Min(1)
    int clientFramesPerSecond();

    /** How many frames a client may send at once; one that sends twice as many is closed with 1008. */
    @WithDefault("60")
    @Min(1)
    int clientFrameBurst();

    /** How many snapshots are asked for at the same time. */
    @WithDefault("32")
    @Min(1)
    int concurrentSnapshots();

    /** How many uploads, the newest, a snapshot holds. */
    @WithDefault("1000")
    @Min(1)
    int snapshotUploads();

    /** How often the transfer service is asked again after it could not give a snapshot. */
    @WithDefault("2s")
    Duration snapshotRetry();
}
