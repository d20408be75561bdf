package io.waybill.stack.demo;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Random bytes in blocks of 64 KiB, each drawn from the seed and its number. */
final class RandomBytes extends InputStream {
    private static final int BLOCK_BYTES = 65_536;

    private final long seed;
    private final long end;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private long position;
    private long blockNumber = -1;

    /**
     * @param position the offset of the first byte
     * @param end the offset after the last byte
     */
    RandomBytes(long seed, long position, long end) {
        this.seed = seed;
        this.position = position;
        this.end = end;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position >= end) {
            return length == 0 ? 0 : -1;
        }
        fill(position / BLOCK_BYTES);
        int within = (int) (position % BLOCK_BYTES);
        int count = (int) Math.min(Math.min(length, BLOCK_BYTES - within), end - position);
        block.get(within, target, offset, count);
        position += count;
        return count;
    }

    private void fill(long number) {
        if (number == blockNumber) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed ^ (number * 0x9E37_79B9_7F4A_7C15L));
        for (int at = 0; at < BLOCK_BYTES; at += Long.BYTES) {
            block.putLong(at, random.nextLong());
        }
        blockNumber = number;
    }
}
