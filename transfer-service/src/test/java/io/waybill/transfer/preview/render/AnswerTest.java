package io.waybill.transfer.preview.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Picture SMALL = new Picture(256, "image/png", 3, 4, new byte[] {1, 2, 3});
    private static final Picture LARGE = new Picture(1024, "image/jpeg", 1024, 1, new byte[100]);

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<Picture> pictures = ((Answer.Drawn) read(written(new Answer.Drawn(List.of(LARGE, SMALL))))).pictures();

        assertThat(pictures).extracting(Picture::side).containsExactly(1024, 256);
        assertThat(pictures.get(1).bytes()).containsExactly(1, 2, 3);
        Answer.Refused refused = new Answer.Refused(NoPicture.ENCRYPTED, "why");
        assertThat(read(written(refused))).isEqualTo(refused);
    }

    @Test
    void aRendererThatWasTakenOverCanSayNothingElse() throws IOException {
        byte[] sound = written(new Answer.Drawn(List.of(LARGE, SMALL)));
        for (int length = 0; length < sound.length; length++) {
            assertNone(Arrays.copyOf(sound, length));
        }
        assertNone(written(new Answer.Drawn(List.of(SMALL, SMALL))));
        assertNone(written(new Answer.Drawn(List.of(new Picture(256, "text/html", 3, 4, new byte[1])))));
        assertNone(written(new Answer.Drawn(List.of(new Picture(256, "image/png", 257, 4, new byte[1])))));
        assertNone(written(new Answer.Drawn(List.of(new Picture(256, "image/png", 3, 0, new byte[1])))));
        assertNone(written(new Answer.Drawn(List.of(new Picture(4096, "image/png", 3, 3, new byte[1])))));
        assertNone(written(new Answer.Drawn(
                List.of(new Picture(256, "image/png", 3, 3, new byte[Answer.MAX_PICTURE_BYTES + 1])))));
        assertNone("<html><script>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static void assertNone(byte[] answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
    }

    private static Answer read(byte[] bytes) throws IOException {
        return Answer.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] written(Answer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.write(out);
        return out.toByteArray();
    }
}
