package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.integrity.Sha256Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The {@code Content-Digest} of one request (RFC 9530 §2): a SHA-256 over exactly its bytes. */
final class ContentDigest implements ByteCheck {
    private final Sha256 expected;
    private final MessageDigest digest = Sha256Digests.start();

    private ContentDigest(Sha256 expected) {
        this.expected = expected;
    }

    /** The check that these fields ask for; null without {@code Content-Digest}. */
    static ContentDigest of(MultiMap headers) {
        Sha256 expected = Fields.contentDigest(headers);
        return expected == null ? null : new ContentDigest(expected);
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves the copy through the heap.
    public void update(Buffer bytes) {
        for (ByteBuffer piece : bytes.getByteBuf().nioBuffers()) {
            digest.update(piece);
        }
    }

    @Override
    public void verify() {
        Sha256 actual = Sha256.of(digest.digest());
        if (!actual.equals(expected)) {
            throw new WaybillException(
                            ErrorCode.DIGEST_MISMATCH,
                            "These bytes do not have the promised digest. None of them was kept: send them again.")
                    .with("expected", expected.hex())
                    .with("actual", actual.hex());
        }
    }
}
