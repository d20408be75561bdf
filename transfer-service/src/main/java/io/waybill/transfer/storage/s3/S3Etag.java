package io.waybill.transfer.storage.s3;

import io.minio.messages.Part;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.storage.StoredPart;

/**
 * What identifies a part of ours to S3: its etag and, after a slash, the base64 SHA-256 that the store checked. A complete
 * has to name both when the upload was opened with checksums.
 */
final class S3Etag {
    private static final char BETWEEN = '/';

    private S3Etag() {}

    static String withChecksum(String etag, Sha256 checksum) {
        return unquoted(etag) + BETWEEN + checksum.base64();
    }

    /** The etag of a copied part, whose checksum only some stores tell. */
    static String of(Part part) {
        String checksum = part.checksumSHA256();
        return checksum == null || checksum.isEmpty()
                ? unquoted(part.etag())
                : unquoted(part.etag()) + BETWEEN + checksum;
    }

    static Part toPart(StoredPart part) {
        int between = part.etag().indexOf(BETWEEN);
        return between < 0
                ? new Part(part.number(), part.etag())
                : new Part(
                        part.number(),
                        part.etag().substring(0, between),
                        null,
                        null,
                        null,
                        null,
                        part.etag().substring(between + 1));
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
