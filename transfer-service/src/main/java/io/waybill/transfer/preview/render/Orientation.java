package io.waybill.transfer.preview.render;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a JPEG wants to be turned before it is shown: tag 0x0112 of its Exif segment (Exif 2.32 §4.6.4), from 1 to 8. Anything
 * that is not understood is 1, as it is.
 */
final class Orientation {
    private static final int AS_IT_IS = 1;
    private static final int EXIF_SEGMENT = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int MAX_ENTRIES = 512;

    private Orientation() {}

    /** The orientation that {@code jpeg} asks for. */
    static int of(byte[] jpeg) {
        ByteBuffer in = ByteBuffer.wrap(jpeg);
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            int length = in.getShort(at + 2) & 0xFFFF;
            if (marker == START_OF_SCAN || length < 2 || at + 2 + length > jpeg.length) {
                return AS_IT_IS;
            }
            if (marker == EXIF_SEGMENT && length >= 16 && in.getInt(at + 4) == 0x45786966 && in.getShort(at + 8) == 0) {
                return inTiff(ByteBuffer.wrap(jpeg, at + 10, length - 8).slice());
            }
            at += 2 + length;
        }
        return AS_IT_IS;
    }

    private static int inTiff(ByteBuffer tiff) {
        int order = tiff.getShort(0);
        if (order != 0x4949 && order != 0x4D4D) {
            return AS_IT_IS;
        }
        tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return AS_IT_IS;
        }
        int entries = Math.min(tiff.getShort(directory) & 0xFFFF, MAX_ENTRIES);
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (entry + 12 > tiff.limit()) {
                return AS_IT_IS;
            }
            if ((tiff.getShort(entry) & 0xFFFF) == TAG && tiff.getShort(entry + 2) == SHORT) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : AS_IT_IS;
            }
        }
        return AS_IT_IS;
    }

    /** {@code picture} turned and mirrored as {@code orientation} asks. */
    static Raster32 apply(Raster32 picture, int orientation) {
        if (orientation == AS_IT_IS) {
            return picture;
        }
        boolean sideways = orientation >= 5;
        int width = sideways ? picture.height() : picture.width();
        int height = sideways ? picture.width() : picture.height();
        int[] turned = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned[y * width + x] = source(picture, orientation, x, y);
            }
        }
        return new Raster32(width, height, turned);
    }

    /** The pixel of {@code picture} that is at {@code x}, {@code y} when it is shown. */
    private static int source(Raster32 picture, int orientation, int x, int y) {
        int right = picture.width() - 1;
        int bottom = picture.height() - 1;
        return switch (orientation) {
            case 2 -> at(picture, right - x, y);
            case 3 -> at(picture, right - x, bottom - y);
            case 4 -> at(picture, x, bottom - y);
            case 5 -> at(picture, y, x);
            case 6 -> at(picture, y, bottom - x);
            case 7 -> at(picture, right - y, bottom - x);
            case 8 -> at(picture, right - y, x);
            default -> at(picture, x, y);
        };
    }

    private static int at(Raster32 picture, int x, int y) {
        return picture.pixels()[y * picture.width() + x];
    }
}
