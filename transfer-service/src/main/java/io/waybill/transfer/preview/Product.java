package io.waybill.transfer.preview;

import io.waybill.contracts.Sha256;

/**
 * Something that was made of a stored object, and is an object itself.
 *
 * @param key its own key in the store
 * @param side the longest side of a picture, as it was asked for; {@value #TEXT} for a text
 * @param mediaType what it is served as
 * @param width its pixels from left to right; 0 for a text
 * @param height its pixels from top to bottom; 0 for a text
 * @param sizeBytes its bytes
 * @param sha256 their digest
 * @param truncated whether it shows a beginning only
 */
record Product(
        String key,
        int side,
        String mediaType,
        int width,
        int height,
        long sizeBytes,
        Sha256 sha256,
        boolean truncated) {
    static final int TEXT = 0;

    /** A strong tag of exactly these bytes (RFC 9110 §8.8.3). */
    String etag() {
        return '"' + sha256.toString() + '"';
    }
}
