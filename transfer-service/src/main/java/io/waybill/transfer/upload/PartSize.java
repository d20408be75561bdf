package io.waybill.transfer.upload;

import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartRules;

/**
 * How large the parts of an upload are: usually 8 MiB, grown in whole MiB where a file would need more than 10 000 of them
 * (the limit of S3), and never more than a quarter of the memory for parts.
 *
 * @param usualBytes the usual part; at least 5 MiB where the store is S3
 * @param maxBytes the largest part
 */
public record PartSize(long usualBytes, long maxBytes) {
    /** The most parts an object can have. */
    public static final int MAX_PARTS = 10_000;

    private static final long MIB = 1L << 20;

    /** @throws IllegalArgumentException when the largest part is smaller than the usual one */
    public PartSize {
        if (usualBytes < 1 || maxBytes < usualBytes) {
            throw new IllegalArgumentException("waybill.upload.part-size is " + usualBytes
                    + " bytes: it must be positive and at most a quarter of waybill.parts.memory, which is "
                    + maxBytes);
        }
    }

    /**
     * What is set, held to the memory for parts.
     *
     * @throws IllegalArgumentException when that memory cannot hold such parts
     */
    static PartSize of(UploadSettings settings, SlabPool pool) {
        return new PartSize(settings.partSize().asLongValue(), pool.capBytes() / 4);
    }

    /**
     * Gives this back when a store takes such parts.
     *
     * @throws IllegalArgumentException when the usual part is smaller than the store's least
     */
    PartSize allowedBy(PartRules rules) {
        if (usualBytes < rules.minBytes()) {
            throw new IllegalArgumentException("waybill.upload.part-size is " + usualBytes
                    + " bytes: this store takes no part under " + rules.minBytes() + " bytes but the last.");
        }
        return this;
    }

    /** The part size for a new upload of {@code length} bytes; null means unknown. */
    public long forLength(Long length) {
        return length == null ? usualBytes : forRest(length, 0);
    }

    /** The size at which {@code remaining} bytes fit into the parts left after {@code partsUsed}, in bytes. */
    public long forRest(long remaining, int partsUsed) {
        int left = Math.max(1, MAX_PARTS - partsUsed);
        long needed = ceilDiv(remaining, left);
        return needed <= usualBytes ? usualBytes : ceilDiv(needed, MIB) * MIB;
    }

    /**
     * The part size for a parallel upload, in bytes: as wished, but at least 5 MiB (or the usual part, where that is less),
     * and so large that a part can be stored twice with different bytes, where the largest part allows it.
     *
     * @param wish what the client would like, or null
     */
    public long forParallel(Long wish, long length) {
        long least = Math.max(Math.min(usualBytes, ObjectStore.MIN_PART_BYTES), ceilDiv(length, MAX_PARTS / 2));
        long size = Math.max(wish == null ? usualBytes : wish, least);
        return Math.min(size == least && least > usualBytes ? ceilDiv(size, MIB) * MIB : size, maxBytes);
    }

    /** The largest file that can be stored, in bytes. */
    public long maxFileBytes() {
        return MAX_PARTS * maxBytes;
    }

    /** How many bytes an upload can grow to without larger parts, in bytes. */
    static long capacity(UploadBytes bytes) {
        return bytes.partBytes() + (MAX_PARTS - bytes.partCount()) * bytes.partSizeBytes();
    }

    private static long ceilDiv(long dividend, long divisor) {
        return dividend == 0 ? 0 : (dividend - 1) / divisor + 1;
    }
}
