package io.waybill.transfer.preview.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws the pictures of one file. What a decoder throws at bytes that it does not like is one answer: they are damaged. */
final class DrawPictures {
    private DrawPictures() {}

    /** The pictures of {@code source}, or why there are none; never throws because of what is in it. */
    static Answer draw(PictureKind kind, byte[] source, long maxPixels) {
        ImageIO.setUseCache(false);
        try {
            Raster32 large = kind == PictureKind.PDF ? DrawPdf.draw(source) : DrawImage.draw(kind, source, maxPixels);
            List<Picture> pictures = new ArrayList<>();
            if (Math.max(large.width(), large.height()) > Sides.SMALL) {
                pictures.add(EncodePicture.encode(large, Sides.LARGE));
            }
            pictures.add(EncodePicture.encode(ScaleDown.scale(large, Sides.SMALL), Sides.SMALL));
            return new Answer.Drawn(List.copyOf(pictures));
        } catch (NoPictureException none) {
            return new Answer.Refused(none.why(), none.getMessage());
        } catch (OutOfMemoryError tooMuch) {
            return new Answer.Refused(NoPicture.TOO_LARGE, "more memory than a picture may take");
        } catch (IOException | RuntimeException | StackOverflowError broken) {
            return new Answer.Refused(NoPicture.DAMAGED, broken.toString());
        }
    }
}
