package io.waybill.transfer.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What uploads may be and how long they may take. */
@ConfigMapping(prefix = "waybill.upload")
public interface UploadSettings {
    /** The largest file, in bytes; more is refused with {@code too_large}. */
    @WithDefault("512G")
    MemorySize maxSize();

    /** The usual part: how many bytes are stored at a time. At least 5M where the store is S3. */
    @WithDefault("8M")
    MemorySize partSize();

    /** How long an upload may be left alone before it expires. Bytes that arrive begin the time again. */
    @WithDefault("24H")
    Duration expiry();

    /** How long partial uploads are kept after a file was put together from them, for another one. */
    @WithDefault("15M")
    Duration keepPartials();

    /** How long a request may send nothing before it counts as broken. */
    @WithDefault("60S")
    Duration bodyIdle();

    /** How long a part of a parallel upload waits for memory before its client is told to come back. */
    @WithDefault("30S")
    Duration memoryWait();

    /** How long a writer or committer may be silent before another replica goes on with its work. */
    @WithDefault("30S")
    Duration lease();

    /** How long a request waits for the commit of its upload before it is told to come back. */
    @WithDefault("25S")
    Duration commitWait();

    /** How long the bytes of a refused commit are kept that another replica began and left: it may still be storing them. */
    @WithDefault("5M")
    Duration takeoverGrace();
}
