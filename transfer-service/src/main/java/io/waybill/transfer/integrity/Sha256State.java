package io.waybill.transfer.integrity;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;

/**
 * The state of a SHA-256 between two bytes, independent of who computes it: how many bytes, the eight words of the chaining
 * value after the last full block, and the bytes since.
 *
 * <p>Encoded: one byte 1 (the format), the size (8 bytes), the words a to h (32 bytes), then 0 to 63 pending bytes, all
 * big-endian.
 *
 * @param sizeBytes all bytes so far
 * @param words the eight words of the chaining value
 * @param pending the last {@code sizeBytes mod 64} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // It lives between two lines of code and is never compared.
record Sha256State(long sizeBytes, int[] words, byte[] pending) {
    static final int BLOCK_BYTES = 64;
    static final int WORDS = 8;
    static final int MAX_BYTES = 1 + Long.BYTES + WORDS * Integer.BYTES + BLOCK_BYTES - 1;

    private static final byte FORMAT = 1;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + WORDS * Integer.BYTES + pending.length);
        out.put(FORMAT).putLong(sizeBytes);
        for (int word : words) {
            out.putInt(word);
        }
        return out.put(pending).array();
    }

    static Sha256State decode(byte[] encoded) {
        int headBytes = 1 + Long.BYTES + WORDS * Integer.BYTES;
        if (encoded == null || encoded.length < headBytes || encoded[0] != FORMAT) {
            throw corrupt();
        }
        ByteBuffer in = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        long sizeBytes = in.getLong();
        if (sizeBytes < 0 || encoded.length - headBytes != sizeBytes % BLOCK_BYTES) {
            throw corrupt();
        }
        int[] words = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = in.getInt();
        }
        byte[] pending = new byte[in.remaining()];
        in.get(pending);
        return new Sha256State(sizeBytes, words, pending);
    }

    private static WaybillException corrupt() {
        return new WaybillException(ErrorCode.CORRUPT, "The saved digest state of this upload cannot be read.");
    }
}
