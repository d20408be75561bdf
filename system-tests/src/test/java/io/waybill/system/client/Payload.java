package io.waybill.system.client;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Bytes that look random, are the same for the same seed, and are never held whole.
 *
 * @param seed of all bytes there could be
 * @param start the first of them
 * @param size how many follow
 */
public record Payload(long seed, long start, long size) {
    /** The first {@code size} bytes of a seed. */
    public Payload(long seed, long size) {
        this(seed, 0, size);
    }

    /** Some of the same bytes: {@code length} of them from {@code offset} on. */
    public Payload stretch(long offset, long length) {
        return new Payload(seed, start + offset, length);
    }

    /** The bytes from {@code offset} to the end. */
    public InputStream from(long offset) {
        return new Bytes(offset);
    }

    /** The bytes from {@code offset} on, {@code length} of them, in memory: for small pieces only. */
    public byte[] slice(long offset, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = at(offset + i);
        }
        return out;
    }

    /** The SHA-256 of everything, in hex. */
    public String sha256() {
        return HexFormat.of().formatHex(digest("SHA-256"));
    }

    /** The value of a {@code Repr-Digest} field for everything. */
    public String reprDigest() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest("SHA-256")) + ":";
    }

    /** The digest of everything. */
    public byte[] digest(String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] chunk = new byte[1 << 16];
            InputStream in = from(0);
            for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException | java.io.IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte at(long offset) {
        long index = start + offset;
        long block = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + (index >>> 3)).nextLong();
        return (byte) (block >>> ((index & 7) << 3));
    }

    private final class Bytes extends InputStream {
        private long position;

        Bytes(long offset) {
            this.position = offset;
        }

        @Override
        public int read() {
            return position >= size ? -1 : at(position++) & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            if (length == 0) {
                return 0;
            }
            if (position >= size) {
                return -1;
            }
            int n = (int) Math.min(length, size - position);
            int done = 0;
            while (done < n) {
                long index = start + position;
                long block = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + (index >>> 3)).nextLong();
                for (int b = (int) (index & 7); b < 8 && done < n; b++) {
                    target[from + done++] = (byte) (block >>> (b << 3));
                    position++;
                }
            }
            return n;
        }
    }
}
