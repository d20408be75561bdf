package io.waybill.transfer.preview.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pixels as a picture that every browser shows: JPEG, or PNG when some are transparent. */
final class EncodePicture {
    private static final float QUALITY = 0.85f;

    private EncodePicture() {}

    static Picture encode(Raster32 pixels, int side) throws IOException {
        boolean transparent = pixels.isTransparent();
        BufferedImage image = new BufferedImage(
                pixels.width(),
                pixels.height(),
                transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, pixels.width(), pixels.height(), pixels.pixels(), 0, pixels.width());
        byte[] bytes = transparent ? write("png", image, null) : write("jpeg", image, QUALITY);
        String mediaType = transparent ? "image/png" : "image/jpeg";
        return new Picture(side, mediaType, pixels.width(), pixels.height(), bytes);
    }

    private static byte[] write(String format, BufferedImage image, Float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (quality != null) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionQuality(quality);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
