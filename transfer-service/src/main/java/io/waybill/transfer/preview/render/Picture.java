package io.waybill.transfer.preview.render;

/**
 * A picture, newly encoded: nothing of its source but the pixels is in it.
 *
 * @param side the longest side that was asked for
 * @param mediaType {@code image/jpeg}, or {@code image/png} when some of it is transparent
 * @param width its pixels from left to right, at most {@code side}
 * @param height its pixels from top to bottom, at most {@code side}
 * @param bytes the encoded picture; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
public record Picture(int side, String mediaType, int width, int height, byte[] bytes) {}
