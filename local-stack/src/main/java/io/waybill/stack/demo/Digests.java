package io.waybill.stack.demo;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of streams. */
final class Digests {
    private static final int BUFFER_BYTES = 262_144;

    private Digests() {}

    /**
     * What was read to the end.
     *
     * @param sizeBytes how many bytes there were
     * @param sha256 their digest in lower-case hex
     */
    record Read(long sizeBytes, String sha256) {}

    static Read of(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
            size += count;
        }
        return new Read(size, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
