package io.waybill.bench.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.SplittableRandom;

/** A file of random bytes that is nowhere: a window over one block, repeated. Immutable; made for many threads. */
public final class Content {
    private static final int BLOCK_BYTES = 8 << 20;
    private static final ByteBuffer BLOCK = block();

    private final ByteBuffer period;
    private final long offset;
    private final long sizeBytes;

    private Content(ByteBuffer period, long offset, long sizeBytes) {
        this.period = period;
        this.offset = offset;
        this.sizeBytes = sizeBytes;
    }

    /** A file of that size. */
    public static Content of(long sizeBytes) {
        return new Content(BLOCK, 0, sizeBytes);
    }

    /** A file of exactly these bytes. */
    public static Content of(byte[] bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(Math.max(1, bytes.length));
        direct.put(0, bytes);
        return new Content(direct, 0, bytes.length);
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** The bytes from {@code from} up to {@code to}. */
    public Content slice(long from, long to) {
        if (from < 0 || to < from || to > sizeBytes) {
            throw new IllegalArgumentException("No bytes " + from + " to " + to + " in " + sizeBytes + ".");
        }
        return new Content(period, offset + from, to - from);
    }

    /** Writes all of it to a blocking channel. */
    public void writeTo(WritableByteChannel channel) throws IOException {
        long at = offset;
        long end = offset + sizeBytes;
        while (at < end) {
            ByteBuffer window = period.duplicate();
            window.position((int) (at % period.capacity()));
            window.limit((int) Math.min(window.capacity(), window.position() + end - at));
            at += channel.write(window);
        }
    }

    private static ByteBuffer block() {
        byte[] bytes = new byte[BLOCK_BYTES];
        new SplittableRandom(20261128).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(BLOCK_BYTES);
        direct.put(0, bytes);
        return direct;
    }
}
