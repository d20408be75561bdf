package io.waybill.transfer.integrity;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.bouncycastle.crypto.SavableDigest;

/**
 * A SHA-256 (FIPS 180-4) that can be saved at any byte and gone on with by another process, machine or processor type; and
 * with it the CRC-32 of the same bytes, computed while they are in the processor's cache.
 *
 * <p>The saved state is at most {@link #MAX_STATE_BYTES} bytes in a format of ours: BouncyCastle's native and pure Java digests
 * cannot read each other's. It is {@link Sha256State} alone where the CRC-32 is not known, and otherwise one byte 2, the
 * CRC-32 (4 bytes, big-endian) and that. For one thread at a time.
 */
public final class ResumableSha256 {
    private static final byte WITH_CRC = 2;
    private static final int CRC_BYTES = 1 + Integer.BYTES;

    /** The most bytes {@link #state()} has. */
    public static final int MAX_STATE_BYTES = CRC_BYTES + Sha256State.MAX_BYTES;

    private static final int SCRATCH_BYTES = 16 << 10;

    private final SavableDigest digest;
    private final Long crcBefore;
    private final CRC32 crcSince = new CRC32();
    private final long resumedAt;
    private long sizeBytes;

    private ResumableSha256(SavableDigest digest, Long crcBefore, long sizeBytes) {
        this.digest = digest;
        this.crcBefore = crcBefore;
        this.resumedAt = sizeBytes;
        this.sizeBytes = sizeBytes;
    }

    /** A digest over no bytes yet. */
    public static ResumableSha256 start() {
        return new ResumableSha256(Sha256Engine.CURRENT.start(), 0L, 0);
    }

    /**
     * Goes on where {@code state} was saved.
     *
     * @throws WaybillException {@code corrupt} when {@code state} is not one that {@link #state()} gave
     */
    public static ResumableSha256 resume(byte[] state) {
        if (state == null || state.length < CRC_BYTES || state[0] != WITH_CRC) {
            return resume(Sha256State.decode(state), null);
        }
        ByteBuffer in = ByteBuffer.wrap(state, 1, state.length - 1);
        long crc = Integer.toUnsignedLong(in.getInt());
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return resume(Sha256State.decode(rest), crc);
    }

    private static ResumableSha256 resume(Sha256State saved, Long crc) {
        return new ResumableSha256(Sha256Engine.CURRENT.restore(saved), crc, saved.sizeBytes());
    }

    /** A digest of the same bytes that goes on by itself. */
    public ResumableSha256 copy() {
        return new ResumableSha256((SavableDigest) digest.copy(), crc32(), sizeBytes);
    }

    /** Adds all remaining bytes of {@code bytes} and leaves it without any. Blocks for the hashing: 0.7 ms a MiB. */
    public void update(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        byte[] scratch = new byte[Math.min(SCRATCH_BYTES, bytes.remaining())];
        while (bytes.hasRemaining()) {
            int length = Math.min(scratch.length, bytes.remaining());
            bytes.get(scratch, 0, length);
            update(scratch, 0, length);
        }
    }

    /** Adds {@code length} bytes of {@code bytes} from {@code offset}. */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        crcSince.update(bytes, offset, length);
        sizeBytes += length;
    }

    /** How many bytes were added since {@link #start()}, across all saves. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The state to save; the digest itself goes on. */
    public byte[] state() {
        byte[] state = Sha256Engine.CURRENT.save(digest).encode();
        Long crc = crc32();
        return crc == null
                ? state
                : ByteBuffer.allocate(CRC_BYTES + state.length)
                        .put(WITH_CRC)
                        .putInt(crc.intValue())
                        .put(state)
                        .array();
    }

    /** The digest of everything so far; more bytes may follow. */
    public Sha256 digest() {
        SavableDigest copy = (SavableDigest) digest.copy();
        byte[] out = new byte[32];
        copy.doFinal(out, 0);
        return Sha256.of(out);
    }

    /** Both sums of everything so far; more bytes may follow. */
    public ContentSums sums() {
        return new ContentSums(digest(), crc32());
    }

    /** Null when this goes on from the state of a release that did not compute it. */
    private Long crc32() {
        return crcBefore == null
                ? null
                : Long.valueOf(Crc32.combine(crcBefore, crcSince.getValue(), sizeBytes - resumedAt));
    }
}
