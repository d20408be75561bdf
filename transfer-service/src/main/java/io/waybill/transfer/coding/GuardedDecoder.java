package io.waybill.transfer.coding;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import java.security.MessageDigest;

/** A decoder that stops a bomb early, and checks the digest of what was sent. */
final class GuardedDecoder implements Recoding {
    /** What may come out before the ratio counts. */
    static final long FREE_BYTES = 16L << 20;

    private final Recoding decoder;
    private final int maxRatio;
    private final Sha256 expected;
    private final MessageDigest sent = Sha256Digests.start();
    private long in;
    private long out;

    /**
     * @param maxRatio how many bytes may come out for each that comes in, past the first 16 MiB
     * @param expected the SHA-256 of the coded bytes, or null
     */
    GuardedDecoder(Recoding decoder, int maxRatio, Sha256 expected) {
        this.decoder = decoder;
        this.maxRatio = maxRatio;
        this.expected = expected;
    }

    @Override
    public void feed(Buffer input) {
        in += input.length();
        if (expected != null) {
            sent.update(input.getBytes());
        }
        decoder.feed(input);
    }

    @Override
    public Buffer next() {
        Buffer piece = decoder.next();
        out += piece == null ? 0 : piece.length();
        if (out > FREE_BYTES && out / maxRatio > in) {
            throw new WaybillException(
                            ErrorCode.COMPRESSION_RATIO,
                            "The body grows to more than " + maxRatio + " times its size. Send it without compression.")
                    .with("limit", maxRatio);
        }
        return piece;
    }

    @Override
    public void end() {
        decoder.end();
        Sha256 actual = Sha256.of(sent.digest());
        if (expected != null && !expected.equals(actual)) {
            throw new WaybillException(
                            ErrorCode.DIGEST_MISMATCH, "The coded bytes are not those that the digest promises.")
                    .with("expected", expected.hex())
                    .with("actual", actual.hex());
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
