package io.waybill.transfer.preview.render;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.Raster;

/** The rows of a decoded image as {@code 0xAARRGGBB} in sRGB, one at a time. */
interface Rows32 {
    /** Fills {@code row} with the pixels of row {@code y}. */
    void read(int y, int[] row);

    /** The rows of {@code image}. */
    static Rows32 of(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        ColorSpace space = colors.getColorSpace();
        if (space.getType() == ColorSpace.TYPE_GRAY && image.getRaster().getNumBands() == colors.getNumComponents()) {
            return gray(image.getRaster(), colors.hasAlpha());
        }
        if (space.isCS_sRGB()) {
            return (y, row) -> image.getRGB(0, y, row.length, 1, row, 0, row.length);
        }
        BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        new ColorConvertOp(null).filter(image, converted);
        return of(converted);
    }

    /** Java takes gray for linear light and would brighten it; files mean the gray of sRGB. */
    private static Rows32 gray(Raster raster, boolean alpha) {
        int grayBits = raster.getSampleModel().getSampleSize(0);
        int alphaBits = alpha ? raster.getSampleModel().getSampleSize(1) : 0;
        int[] samples = new int[raster.getWidth()];
        return (y, row) -> {
            raster.getSamples(0, y, row.length, 1, 0, samples);
            for (int x = 0; x < row.length; x++) {
                row[x] = 0xFF000000 | (eightBits(samples[x], grayBits) * 0x010101);
            }
            if (alpha) {
                raster.getSamples(0, y, row.length, 1, 1, samples);
                for (int x = 0; x < row.length; x++) {
                    row[x] = (row[x] & 0xFFFFFF) | (eightBits(samples[x], alphaBits) << 24);
                }
            }
        };
    }

    private static int eightBits(int sample, int bits) {
        return bits > 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1);
    }
}
