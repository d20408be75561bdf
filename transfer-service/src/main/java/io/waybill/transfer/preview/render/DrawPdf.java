package io.waybill.transfer.preview.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Draws the first page of a PDF. Its scripts are not run, and nothing that it refers to is fetched. */
final class DrawPdf {
    private DrawPdf() {}

    /** The page with a longest side of {@link Sides#LARGE}; a PDF that opens without a password is no secret. */
    static Raster32 draw(byte[] source) throws IOException, NoPictureException {
        FontMappers.set(new OneFont());
        try (PDDocument document = Loader.loadPDF(source, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
            if (document.getNumberOfPages() < 1) {
                throw new NoPictureException(NoPicture.DAMAGED, "no page");
            }
            PDFRenderer renderer = new PDFRenderer(document);
            renderer.setSubsamplingAllowed(true);
            return pixels(renderer.renderImage(0, scale(document.getPage(0)), ImageType.RGB));
        } catch (InvalidPasswordException locked) {
            throw new NoPictureException(NoPicture.ENCRYPTED, "a password is needed");
        }
    }

    private static float scale(PDPage page) throws NoPictureException {
        PDRectangle box = page.getCropBox();
        float longest = Math.max(box.getWidth(), box.getHeight());
        float shortest = Math.min(box.getWidth(), box.getHeight());
        float scale = Sides.LARGE / longest;
        if (!(longest > 0 && longest < 1_000_000 && shortest * scale >= 1)) {
            throw new NoPictureException(NoPicture.DAMAGED, "a page of " + box.getWidth() + " x " + box.getHeight());
        }
        return scale;
    }

    private static Raster32 pixels(BufferedImage drawn) {
        int width = drawn.getWidth();
        int height = drawn.getHeight();
        int[] pixels = drawn.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] |= 0xFF000000;
        }
        return ScaleDown.scale(new Raster32(width, height, pixels), Sides.LARGE);
    }
}
