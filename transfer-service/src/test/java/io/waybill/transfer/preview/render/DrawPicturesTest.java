package io.waybill.transfer.preview.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawPicturesTest {
    private static final long MAX_PIXELS = 40_000_000;
    private static final int RED = 0xFFFF0000;
    private static final int BLUE = 0xFF0000FF;

    @ParameterizedTest
    @CsvSource({"JPEG, 3000, 1500", "PNG, 1500, 3000", "GIF, 1100, 300", "BMP, 2000, 20"})
    void anImageIsTwoOpaquePicturesOfItsShape(PictureKind kind, int width, int height) throws IOException {
        List<Picture> pictures = drawn(kind, Pictures.halves(kind.name(), width, height));

        assertThat(pictures).extracting(Picture::side).containsExactly(1024, 256);
        for (Picture picture : pictures) {
            BufferedImage seen = seen(picture);
            assertThat(picture.mediaType()).isEqualTo("image/jpeg");
            assertThat(Math.max(picture.width(), picture.height())).isEqualTo(picture.side());
            assertThat(picture.height()).isEqualTo((int)
                    Math.max(1, Math.round((double) height * picture.side() / Math.max(width, height))));
            assertNear(seen.getRGB(picture.width() / 4, picture.height() / 2), RED);
            assertNear(seen.getRGB(picture.width() * 3 / 4, picture.height() / 2), BLUE);
        }
    }

    @Test
    void aSmallImageIsNeverEnlarged() throws IOException {
        assertThat(drawn(PictureKind.PNG, Pictures.halves("png", 40, 7)))
                .singleElement()
                .satisfies(picture -> assertThat(picture)
                        .extracting(Picture::side, Picture::width, Picture::height)
                        .containsExactly(256, 40, 7));
        assertThat(drawn(PictureKind.PNG, Pictures.halves("png", 300, 2)))
                .extracting(Picture::width)
                .containsExactly(300, 256);
    }

    @Test
    void whatIsTransparentStaysSo() throws IOException {
        for (Picture picture : drawn(PictureKind.PNG, Pictures.transparent(1500, 1000))) {
            BufferedImage seen = seen(picture);
            assertThat(picture.mediaType()).isEqualTo("image/png");
            assertThat(seen.getRGB(10, picture.height() - 10) >>> 24).isZero();
            assertThat(seen.getRGB(10, 10)).isEqualTo(RED);
        }
    }

    @Test
    void grayIsNotBrightened() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            Picture picture =
                    drawn(PictureKind.PNG, Pictures.gray(type, 100, 600, 400)).get(0);

            assertNear(seen(picture).getRGB(300, 200), 0xFF646464);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, left", "2, right", "3, right", "4, left", "5, top", "6, top", "7, bottom", "8, bottom"})
    void aPhotographIsShownAsItWasHeld(int orientation, String redIs) throws IOException {
        Picture picture =
                drawn(PictureKind.JPEG, Pictures.turned(orientation, 600, 300)).get(0);

        int width = picture.width();
        int height = picture.height();
        assertThat(width > height).isEqualTo(orientation < 5);
        int x = redIs.equals("left") ? width / 8 : redIs.equals("right") ? width * 7 / 8 : width / 2;
        int y = redIs.equals("top") ? height / 8 : redIs.equals("bottom") ? height * 7 / 8 : height / 2;
        assertNear(seen(picture).getRGB(x, y), RED);
        assertNear(seen(picture).getRGB(width - 1 - x, height - 1 - y), BLUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
                "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
            })
    void webpIsReadLossyAndLossless(String webp) throws IOException {
        assertThat(drawn(PictureKind.WEBP, Base64.getDecoder().decode(webp)))
                .singleElement()
                .extracting(Picture::width, Picture::height)
                .containsExactly(1, 1);
    }

    @Test
    void theFirstPageOfAPdfIsAPicture() throws IOException {
        List<Picture> pictures = drawn(PictureKind.PDF, Pictures.pdf(600, 300));

        assertThat(pictures).extracting(Picture::width).containsExactly(1024, 256);
        BufferedImage seen = seen(pictures.get(0));
        assertNear(seen.getRGB(200, 100), RED);
        assertNear(seen.getRGB(1000, 20), 0xFFFFFFFF);
        assertThat(darkest(seen)).as("the word").isLessThan(100);
    }

    @Test
    void aPdfThatNeedsAPasswordIsNoPictureAndOneThatDoesNotIs() throws IOException {
        assertRefused(PictureKind.PDF, Pictures.locked("secret"), NoPicture.ENCRYPTED);
        assertThat(drawn(PictureKind.PDF, Pictures.locked(""))).hasSize(2);
    }

    @Test
    void whatSaysThatItIsHugeIsNotDecoded() {
        assertRefused(PictureKind.PNG, Pictures.pngHeader(50_000, 50_000), NoPicture.TOO_LARGE);
        assertRefused(PictureKind.PNG, Pictures.pngHeader(Integer.MAX_VALUE, 1), NoPicture.TOO_LARGE);
        assertRefused(PictureKind.PNG, Pictures.pngHeader(8_000, 5_001), NoPicture.TOO_LARGE);
        assertRefused(PictureKind.GIF, Pictures.gifHeader(16, 50_000), NoPicture.TOO_LARGE);
        byte[] bmp = Pictures.halves("bmp", 2, 2);
        for (int at : new int[] {18, 22}) {
            bmp[at] = 0x50;
            bmp[at + 1] = (byte) 0xC3;
        }
        assertRefused(PictureKind.BMP, bmp, NoPicture.DAMAGED);
        byte[] jpeg = Pictures.halves("jpeg", 8, 8);
        int frame = indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
        for (int at : new int[] {frame + 5, frame + 7}) {
            jpeg[at] = (byte) 0xC3;
            jpeg[at + 1] = 0x50;
        }
        assertRefused(PictureKind.JPEG, jpeg, NoPicture.TOO_LARGE);
    }

    @Test
    void aScreenAroundASmallFrameIsNotAllocated() {
        Answer answer = DrawPictures.draw(PictureKind.GIF, Pictures.gifHeader(60_000, 1), MAX_PIXELS);

        assertThat(answer).isInstanceOf(Answer.Drawn.class);
    }

    @Test
    void whatDeflatesToMuchMoreThanItsPixelsIsNotInflated() throws IOException {
        byte[] pixels = Pictures.chunk("IDAT", Pictures.deflatedZeros(64L << 20));

        List<Picture> pictures = drawn(PictureKind.PNG, Pictures.pngHeader(30, 30, pixels));

        assertThat(pictures).singleElement().extracting(Picture::width).isEqualTo(30);
    }

    @Test
    void aTextThatDeflatesToAThousandTimesAsMuchIsPassedOver() throws IOException {
        byte[] text =
                Pictures.chunk("zTXt", Pictures.joined(new byte[] {'a', 0, 0}, Pictures.deflatedZeros(64L << 20)));
        byte[] pixels = Pictures.chunk("IDAT", Pictures.deflatedZeros(30 * 91));

        assertThat(drawn(PictureKind.PNG, Pictures.pngHeader(30, 30, text, pixels)))
                .hasSize(1);
    }

    @Test
    void whatBreaksOffIsDamagedOrShownAsFarAsItGoes() {
        for (PictureKind kind : List.of(PictureKind.PNG, PictureKind.GIF, PictureKind.BMP)) {
            byte[] whole = Pictures.halves(kind.name(), 500, 500);
            assertThat(DrawPictures.draw(kind, Arrays.copyOf(whole, 20), MAX_PIXELS))
                    .as("%s", kind)
                    .isInstanceOf(Answer.Refused.class);
        }
        assertRefused(PictureKind.PNG, half(Pictures.halves("png", 500, 500)), NoPicture.DAMAGED);
        assertRefused(PictureKind.JPEG, Arrays.copyOf(Pictures.halves("jpeg", 500, 500), 60), NoPicture.DAMAGED);
        assertRefused(PictureKind.PDF, "%PDF-1.7 and nothing else".getBytes(ISO_8859_1), NoPicture.DAMAGED);
        assertRefused(PictureKind.WEBP, "RIFF\20\0\0\0WEBPVP8 ".getBytes(ISO_8859_1), NoPicture.DAMAGED);
        Answer cut = DrawPictures.draw(PictureKind.JPEG, half(Pictures.halves("jpeg", 500, 500)), MAX_PIXELS);
        assertThat(cut).isInstanceOf(Answer.Drawn.class);
    }

    @Test
    void anyByteOfAnyPictureMayBeWrong() {
        for (PictureKind kind : List.of(PictureKind.JPEG, PictureKind.PNG, PictureKind.GIF, PictureKind.BMP)) {
            byte[] whole = Pictures.halves(kind.name(), 24, 24);
            for (int at = 8; at < Math.min(whole.length, 400); at += 3) {
                byte[] broken = whole.clone();
                broken[at] ^= (byte) 0xFF;
                assertThat(DrawPictures.draw(kind, broken, 1_000_000)).isNotNull();
            }
        }
    }

    @Test
    void pagesThatAreInEachOtherAreNotFollowedForEver() {
        String pdf = """
                %PDF-1.4
                1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
                2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
                3 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj
                trailer<</Root 1 0 R>>
                %%EOF
                """;

        assertRefused(PictureKind.PDF, pdf.getBytes(ISO_8859_1), NoPicture.DAMAGED);
    }

    @Test
    void whatIsTwoThingsAtOnceIsNewlyDrawn() throws IOException {
        byte[] script = "<svg onload=alert(1)></svg><script>alert(2)</script>".getBytes(ISO_8859_1);

        for (Picture picture : drawn(PictureKind.GIF, Pictures.joined(Pictures.halves("gif", 300, 300), script))) {
            assertThat(indexOf(picture.bytes(), "script".getBytes(ISO_8859_1))).isNegative();
        }
    }

    private static List<Picture> drawn(PictureKind kind, byte[] source) {
        Answer answer = DrawPictures.draw(kind, source, MAX_PIXELS);
        assertThat(answer).isInstanceOf(Answer.Drawn.class);
        return ((Answer.Drawn) answer).pictures();
    }

    private static void assertRefused(PictureKind kind, byte[] source, NoPicture why) {
        assertThat(DrawPictures.draw(kind, source, MAX_PIXELS))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.why())
                        .as(refused.detail())
                        .isEqualTo(why));
    }

    private static BufferedImage seen(Picture picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.bytes()));
        assertThat(image.getWidth()).isEqualTo(picture.width());
        assertThat(image.getHeight()).isEqualTo(picture.height());
        return image;
    }

    private static void assertNear(int actual, int expected) {
        for (int shift = 0; shift < 32; shift += 8) {
            assertThat((actual >>> shift) & 0xFF)
                    .as("%08x beside %08x", actual, expected)
                    .isCloseTo((expected >>> shift) & 0xFF, within(12));
        }
    }

    private static int darkest(BufferedImage image) {
        int darkest = 255;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int pixel = image.getRGB(x, y);
                darkest =
                        Math.min(darkest, Math.max((pixel >> 16) & 0xFF, Math.max((pixel >> 8) & 0xFF, pixel & 0xFF)));
            }
        }
        return darkest;
    }

    private static byte[] half(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
