package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files in one request, packed by the system's own tar and sent by curl's kind of form (F-01, F-08). */
class BatchIT {
    private final Client alice = Waybill.shared().alice();

    @Test
    void whatTarPacksIsStoredFileByFile(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 200; i++) {
            Files.createDirectories(directory.resolve("d" + i % 7));
            Files.writeString(directory.resolve("d" + i % 7 + "/é" + i + ".txt"), "file " + i);
        }
        Path tar = Files.createTempFile("batch", ".tar");
        try {
            int packed = new ProcessBuilder(
                            "tar", "--format=pax", "-cf", tar.toString(), "-C", directory.toString(), ".")
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(packed).isZero();

            var answer = alice.send(alice.request("/api/batch?folder=batch")
                    .header("Content-Type", "application/x-tar")
                    .POST(BodyPublishers.ofFile(tar)));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).path("stored").asInt()).isEqualTo(200);
            assertThat(alice.send(alice.request(content("batch/d3/é10.txt"))).body())
                    .isEqualTo("file 10");
        } finally {
            Files.delete(tar);
        }
    }

    @Test
    void aFormTellsOfEachOfItsFiles() {
        String form = """
                --b
                Content-Disposition: form-data; name="f"; filename="good.txt"

                good
                --b
                Content-Disposition: form-data; name="f"; filename="../bad.txt"

                bad
                --b
                Content-Disposition: form-data; name="f"; filename="last.txt"
                Content-Digest: sha-256=:NUfLESrESJryMQwGJs26bzCXoq1aO0Ld07WcdsegeaM=:

                last
                --b
                Content-Disposition: form-data; name="f"; filename="damaged.txt"
                Content-Digest: sha-256=:NUfLESrESJryMQwGJs26bzCXoq1aO0Ld07WcdsegeaM=:

                lost
                --b--
                """.replace("\n", "\r\n");

        var answer = alice.send(alice.request("/api/batch?folder=form")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArray(form.getBytes(StandardCharsets.UTF_8))));

        assertThat(json(answer).path("stored").asInt()).isEqualTo(2);
        assertThat(json(answer).at("/results/1/problem/code").asText()).isEqualTo("invalid_path");
        assertThat(json(answer).at("/results/3/problem/code").asText()).isEqualTo("digest_mismatch");
        assertThat(alice.get(content("form/good.txt")).body()).isEqualTo("good");
    }
}
