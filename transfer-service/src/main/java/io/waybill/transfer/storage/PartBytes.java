package io.waybill.transfer.storage;

import io.waybill.contracts.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of one part or of one small object, usually off-heap.
 *
 * <p>Who hands them to an {@link ObjectStore} keeps them unchanged until the future it got back completes; from then on
 * the store reads them no more. May be read by several threads at once.
 */
public interface PartBytes {
    /** How many bytes there are; the sum of what remains in {@link #buffers()}. May be 0. */
    long sizeBytes();

    /** The SHA-256 of exactly these bytes: what the store must check them against. */
    Sha256 sha256();

    /** Read-only views in order, each with its position at its first byte; fresh ones for every call. */
    List<ByteBuffer> buffers();

    /**
     * Whether {@link #sha256()} was promised by somebody else, rather than computed in this process from these very
     * buffers. A store across a network checks the bytes in either case; a local one only checks a promise.
     */
    default boolean isDigestPromised() {
        return true;
    }
}
