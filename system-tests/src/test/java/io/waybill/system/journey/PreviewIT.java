package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Files are looked at before they are downloaded, by their owner alone (F-24). */
class PreviewIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Client alice = Waybill.shared().alice();

    @Test
    void anImageAPdfAndATextAreShownSoonAfterTheirUpload() throws IOException {
        String image = put("preview/picture", png());
        String pdf = put("preview/page", pdf());
        String text = put(
                "preview/text.html", "<b>Größe</b>, für Äpfel und Öl".repeat(9).getBytes(ISO_8859_1));

        assertPicture(shown(image, "/thumbnail"), 256, 128);
        assertPicture(shown(image, "/preview"), 400, 200);
        assertPicture(shown(pdf, "/thumbnail?size=1024"), 1024, 512);
        HttpResponse<byte[]> start = shown(text, "/preview?version=1");
        assertThat(new String(start.body(), UTF_8)).isEqualTo("<b>Größe</b>, für Äpfel und Öl".repeat(9));
        assertThat(start.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(start.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        // The gateway's own policy stands beside it; a browser obeys both.
        assertThat(start.headers().allValues("Content-Security-Policy")).anyMatch(policy -> policy.contains("sandbox"));
        String etag = start.headers().firstValue("ETag").orElseThrow();
        assertThat(alice.bytes(alice.request("/api/files/" + text + "/preview").header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void itIsTheOwnersAlone() {
        String id = put("preview/mine.txt", "mine".getBytes(UTF_8));
        shown(id, "/preview");

        HttpResponse<String> refused = Waybill.shared().bob().get("/api/files/" + id + "/preview");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(json(refused).path("code").asText()).isEqualTo("not_found");
        assertThat(alice.anonymous().get("/api/files/" + id + "/thumbnail").statusCode())
                .isEqualTo(401);
    }

    private String put(String path, byte[] bytes) {
        HttpResponse<String> answer = alice.send(alice.request(content(path)).PUT(BodyPublishers.ofByteArray(bytes)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer).path("fileId").asText();
    }

    private HttpResponse<byte[]> shown(String id, String what) {
        return await().atMost(LONG)
                .until(
                        () -> alice.bytes(alice.request("/api/files/" + id + what)),
                        answer -> answer.statusCode() == 200
                                || !new String(answer.body(), UTF_8).contains("preview_preparing"));
    }

    private static void assertPicture(HttpResponse<byte[]> answer, int width, int height) throws IOException {
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(400, 200, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    private static byte[] pdf() {
        return """
                %PDF-1.4
                1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
                2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
                3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 300]>>endobj
                trailer<</Root 1 0 R>>
                %%EOF
                """.getBytes(US_ASCII);
    }
}
