package io.waybill.transfer.integrity;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.SavableDigest;

/**
 * A SHA-256 (FIPS 180-4) that can be saved at any byte and gone on with by another process, machine or processor type.
 *
 * <p>The saved state ({@link Sha256State}) is at most {@link #MAX_STATE_BYTES} bytes in a format of ours: BouncyCastle's
 * native and pure Java digests cannot read each other's. For one thread at a time.
 */
public final class ResumableSha256 {
    /** The most bytes {@link #state()} has. */
    public static final int MAX_STATE_BYTES = Sha256State.MAX_BYTES;

    private static final int SCRATCH_BYTES = 16 << 10;

    private final SavableDigest digest;
    private long sizeBytes;

    private ResumableSha256(SavableDigest digest, long sizeBytes) {
        this.digest = digest;
        this.sizeBytes = sizeBytes;
    }

    /** A digest over no bytes yet. */
    public static ResumableSha256 start() {
        return new ResumableSha256(Sha256Engine.CURRENT.start(), 0);
    }

    /**
     * Goes on where {@code state} was saved.
     *
     * @throws WaybillException {@code corrupt} when {@code state} is not one that {@link #state()} gave
     */
    public static ResumableSha256 resume(byte[] state) {
        Sha256State saved = Sha256State.decode(state);
        return new ResumableSha256(Sha256Engine.CURRENT.restore(saved), saved.sizeBytes());
    }

    /** A digest of the same bytes that goes on by itself. */
    public ResumableSha256 copy() {
        return new ResumableSha256((SavableDigest) digest.copy(), sizeBytes);
    }

    /** Adds all remaining bytes of {@code bytes} and leaves it without any. Blocks for the hashing: 0.7 ms a MiB. */
    public void update(ByteBuffer bytes) {
        sizeBytes += bytes.remaining();
        if (bytes.hasArray()) {
            digest.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        byte[] scratch = new byte[Math.min(SCRATCH_BYTES, bytes.remaining())];
        while (bytes.hasRemaining()) {
            int length = Math.min(scratch.length, bytes.remaining());
            bytes.get(scratch, 0, length);
            digest.update(scratch, 0, length);
        }
    }

    /** Adds {@code length} bytes of {@code bytes} from {@code offset}. */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        sizeBytes += length;
    }

    /** How many bytes were added since {@link #start()}, across all saves. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The state to save; the digest itself goes on. */
    public byte[] state() {
        return Sha256Engine.CURRENT.save(digest).encode();
    }

    /** The digest of everything so far; more bytes may follow. */
    public Sha256 digest() {
        SavableDigest copy = (SavableDigest) digest.copy();
        byte[] out = new byte[32];
        copy.doFinal(out, 0);
        return Sha256.of(out);
    }
}
