package io.waybill.transfer.storage;

import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Bytes of a test in off-heap memory, with the digest somebody promised for them. */
@SuppressWarnings("ArrayRecordComponent") // No test compares two of them.
public record TestBytes(byte[] bytes, Sha256 sha256) implements PartBytes {
    public static TestBytes of(byte[] bytes) {
        return new TestBytes(bytes, Sha256.of(Sha256Digests.start().digest(bytes)));
    }

    public static TestBytes random(int sizeBytes, long seed) {
        byte[] bytes = new byte[sizeBytes];
        new Random(seed).nextBytes(bytes);
        return of(bytes);
    }

    public TestBytes promisedAs(Sha256 other) {
        return new TestBytes(bytes, other);
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public List<ByteBuffer> buffers() {
        int half = bytes.length / 2;
        return List.of(direct(0, half), direct(half, bytes.length - half));
    }

    private ByteBuffer direct(int offset, int length) {
        return ByteBuffer.allocateDirect(length)
                .put(bytes, offset, length)
                .flip()
                .asReadOnlyBuffer();
    }
}
