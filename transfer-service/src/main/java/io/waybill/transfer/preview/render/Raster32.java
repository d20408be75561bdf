package io.waybill.transfer.preview.render;

/**
 * Pixels in memory.
 *
 * @param width from left to right
 * @param height from top to bottom
 * @param pixels row by row, each {@code 0xAARRGGBB} in sRGB, not premultiplied; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Raster32(int width, int height, int[] pixels) {
    /** Whether something behind it would be seen. */
    boolean isTransparent() {
        for (int pixel : pixels) {
            if (pixel >>> 24 != 0xFF) {
                return true;
            }
        }
        return false;
    }
}
