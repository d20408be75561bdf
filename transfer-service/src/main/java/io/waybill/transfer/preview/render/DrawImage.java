package io.waybill.transfer.preview.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Decodes an image, of an animated one the first frame, no larger than its pictures need it. */
final class DrawImage {
    /** What is decoded at most: 8 MPixel of at most 8 bytes. Of larger images rows and columns are passed over. */
    private static final long MOST_DECODED = 8_000_000;

    /** More is no image, and a row of it would be too much. */
    private static final int MAX_SIDE = 65_535;

    private DrawImage() {}

    /** {@code source} with a longest side of at most {@link Sides#LARGE}. */
    static Raster32 draw(PictureKind kind, byte[] source, long maxPixels) throws IOException, NoPictureException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
        if (!readers.hasNext()) {
            throw new NoPictureException(NoPicture.UNSUPPORTED, "nothing reads " + kind);
        }
        ImageReader reader = readers.next();
        try (SourceBytes in = new SourceBytes(source)) {
            reader.setInput(in, false, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            requireBounded(width, height, maxPixels);
            Raster32 drawn = scaled(read(reader, width, height), width, height);
            return kind == PictureKind.JPEG ? Orientation.apply(drawn, Orientation.of(source)) : drawn;
        } finally {
            reader.dispose();
        }
    }

    private static void requireBounded(int width, int height, long maxPixels) throws NoPictureException {
        if (width < 1 || height < 1) {
            throw new NoPictureException(NoPicture.DAMAGED, width + " x " + height + " pixels");
        }
        if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > maxPixels) {
            throw new NoPictureException(NoPicture.TOO_LARGE, width + " x " + height + " pixels");
        }
    }

    private static BufferedImage read(ImageReader reader, int width, int height) throws IOException {
        int step = (int) Math.ceil(Math.sqrt((double) width * height / MOST_DECODED));
        ImageReadParam how = reader.getDefaultReadParam();
        if (step > 1) {
            how.setSourceSubsampling(Math.min(step, width), Math.min(step, height), 0, 0);
        }
        return reader.read(0, how);
    }

    private static Raster32 scaled(BufferedImage decoded, int width, int height) {
        int longest = Math.max(width, height);
        return ScaleDown.scale(
                Rows32.of(decoded),
                decoded.getWidth(),
                decoded.getHeight(),
                ScaleDown.fit(width, longest, Sides.LARGE),
                ScaleDown.fit(height, longest, Sides.LARGE));
    }
}
