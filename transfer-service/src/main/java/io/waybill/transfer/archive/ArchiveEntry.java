package io.waybill.transfer.archive;

import java.time.Instant;

/**
 * One entry of a manifest.
 *
 * @param name its name in the archive
 * @param sizeBytes its size
 * @param crc32 the CRC-32 of its bytes
 * @param modifiedSeconds when its version came to be, in seconds since 1970
 * @param storeKey where its bytes are
 */
record ArchiveEntry(String name, long sizeBytes, long crc32, long modifiedSeconds, String storeKey) {
    /** Its headers. */
    ZipEntry zip() {
        return new ZipEntry(name, sizeBytes, crc32, Instant.ofEpochSecond(modifiedSeconds));
    }
}
