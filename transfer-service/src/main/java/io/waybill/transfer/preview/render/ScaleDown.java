package io.waybill.transfer.preview.render;

import java.util.Arrays;

/**
 * Makes a picture smaller: every new pixel is the mean of the area that it covers, with premultiplied alpha. Holds one row of
 * the source at a time.
 */
final class ScaleDown {
    private static final int CHANNELS = 4;

    private final Rows32 rows;
    private final int width;
    private final int height;
    private final int newWidth;
    private final int newHeight;
    private final int[] row;
    private final float[] narrowed;
    private int narrowedRow = -1;

    private ScaleDown(Rows32 rows, int width, int height, int newWidth, int newHeight) {
        this.rows = rows;
        this.width = width;
        this.height = height;
        this.newWidth = newWidth;
        this.newHeight = newHeight;
        this.row = new int[width];
        this.narrowed = new float[newWidth * CHANNELS];
    }

    /** {@code rows}, which are {@code width} x {@code height}, as {@code newWidth} x {@code newHeight}, neither larger. */
    static Raster32 scale(Rows32 rows, int width, int height, int newWidth, int newHeight) {
        return new ScaleDown(rows, width, height, Math.min(newWidth, width), Math.min(newHeight, height)).scale();
    }

    /** {@code picture} with a longest side of at most {@code side}. */
    static Raster32 scale(Raster32 picture, int side) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= side) {
            return picture;
        }
        int width = picture.width();
        return scale(
                (y, row) -> System.arraycopy(picture.pixels(), y * width, row, 0, width),
                width,
                picture.height(),
                fit(width, longest, side),
                fit(picture.height(), longest, side));
    }

    /** How long {@code length} becomes when {@code longest} becomes {@code side}: at least 1, never more than it was. */
    static int fit(int length, int longest, int side) {
        return longest <= side ? length : (int) Math.max(1, Math.round((double) length * side / longest));
    }

    private Raster32 scale() {
        int[] pixels = new int[newWidth * newHeight];
        float[] sum = new float[newWidth * CHANNELS];
        double step = (double) height / newHeight;
        for (int y = 0; y < newHeight; y++) {
            double from = y * step;
            double to = Math.min(height, from + step);
            Arrays.fill(sum, 0);
            for (int source = (int) from; source < to; source++) {
                narrow(source);
                float weight = (float) (Math.min(source + 1.0, to) - Math.max(source, from));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weight * narrowed[i];
                }
            }
            join(sum, (float) (to - from), pixels, y * newWidth);
        }
        return new Raster32(newWidth, newHeight, pixels);
    }

    /** Neighbouring new rows may share a row of the source: it is narrowed once. */
    private void narrow(int y) {
        if (narrowedRow == y) {
            return;
        }
        narrowedRow = y;
        rows.read(y, row);
        double step = (double) width / newWidth;
        for (int x = 0; x < newWidth; x++) {
            double from = x * step;
            double to = Math.min(width, from + step);
            float alpha = 0;
            float red = 0;
            float green = 0;
            float blue = 0;
            for (int source = (int) from; source < to; source++) {
                int pixel = row[source];
                float weight = (float) (Math.min(source + 1.0, to) - Math.max(source, from));
                float opacity = weight * (pixel >>> 24);
                alpha += opacity;
                red += opacity * ((pixel >> 16) & 0xFF);
                green += opacity * ((pixel >> 8) & 0xFF);
                blue += opacity * (pixel & 0xFF);
            }
            float span = (float) (to - from);
            int at = x * CHANNELS;
            narrowed[at] = alpha / span;
            narrowed[at + 1] = red / span;
            narrowed[at + 2] = green / span;
            narrowed[at + 3] = blue / span;
        }
    }

    private static void join(float[] sum, float span, int[] pixels, int start) {
        for (int x = 0; x * CHANNELS < sum.length; x++) {
            int at = x * CHANNELS;
            float alpha = sum[at];
            int opacity = Math.min(255, Math.round(alpha / span));
            pixels[start + x] = opacity == 0
                    ? 0
                    : (opacity << 24)
                            | (colour(sum[at + 1] / alpha) << 16)
                            | (colour(sum[at + 2] / alpha) << 8)
                            | colour(sum[at + 3] / alpha);
        }
    }

    private static int colour(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }
}
