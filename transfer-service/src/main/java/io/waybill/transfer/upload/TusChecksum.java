package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/** The checksum over the bytes of one request (tus 1.0.0 checksum): sha1, sha256, sha512, md5 or crc32c. */
final class TusChecksum implements ByteCheck {
    /** The value of {@code Tus-Checksum-Algorithm}. */
    static final String ALGORITHMS = "sha1,sha256,sha512,md5,crc32c";

    private static final Map<String, String> JAVA_NAMES =
            Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512", "md5", "MD5");

    private final byte[] expected;
    private final MessageDigest digest;
    private final CRC32C crc;

    private TusChecksum(byte[] expected, MessageDigest digest) {
        this.expected = expected;
        this.digest = digest;
        this.crc = digest == null ? new CRC32C() : null;
    }

    /**
     * Reads {@code Upload-Checksum}; null for an absent field.
     *
     * @throws WaybillException {@code unsupported_digest}, {@code malformed_request}
     */
    static TusChecksum parse(String field) {
        if (field == null) {
            return null;
        }
        String[] parts = field.strip().split(" +", -1);
        if (parts.length != 2) {
            throw Fields.malformed("Upload-Checksum is 'algorithm base64'.");
        }
        String name = parts[0].toLowerCase(Locale.ROOT);
        if (!name.equals("crc32c") && !JAVA_NAMES.containsKey(name)) {
            throw new WaybillException(ErrorCode.UNSUPPORTED_DIGEST, "The checksum algorithms are " + ALGORITHMS + ".");
        }
        TusChecksum checksum = new TusChecksum(decode(parts[1]), name.equals("crc32c") ? null : start(name));
        if (checksum.expected.length != checksum.length()) {
            throw Fields.malformed("The checksum does not have the length that its algorithm gives.");
        }
        return checksum;
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves the copy through the heap.
    public void update(Buffer bytes) {
        for (ByteBuffer piece : bytes.getByteBuf().nioBuffers()) {
            if (digest == null) {
                crc.update(piece);
            } else {
                digest.update(piece);
            }
        }
    }

    @Override
    public void verify() {
        byte[] actual = digest == null
                ? ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array()
                : digest.digest();
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new WaybillException(
                            ErrorCode.CHECKSUM_MISMATCH,
                            "These bytes do not have the promised checksum. None of them was kept: send them again.")
                    .with("expected", Base64.getEncoder().encodeToString(expected))
                    .with("actual", Base64.getEncoder().encodeToString(actual));
        }
    }

    private int length() {
        return digest == null ? Integer.BYTES : digest.getDigestLength();
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw Fields.malformed("The checksum is not base64.");
        }
    }

    private static MessageDigest start(String name) {
        try {
            return MessageDigest.getInstance(JAVA_NAMES.get(name));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
