package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Client;
import io.waybill.system.client.Parts;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What somebody has, in a folder that nobody else uses; each thing is made when it is first asked for. */
final class Holdings {
    static final String ROOT = "matrix/";
    static final Payload BYTES = new Payload(77, 5);

    private final Client owner;
    private final String subject;
    private final String folder = ROOT + UUID.randomUUID() + '/';
    private final Map<String, String> made = new HashMap<>();

    Holdings(Client owner, String subject) {
        this.owner = owner;
        this.subject = subject;
    }

    String folder() {
        return folder;
    }

    /** The subject that owns all of it. */
    String subject() {
        return subject;
    }

    String path() {
        return folder + "file.txt";
    }

    /** A file of one version. */
    String file() {
        return once(
                "file",
                () -> json(stored(owner.put(path(), "one"))).path("fileId").asText());
    }

    /** A file of two versions; the first has a label. */
    String versions() {
        return once("versions", () -> {
            String id = json(stored(owner.put(folder + "two.txt", "one")))
                    .path("fileId")
                    .asText();
            stored(owner.put(folder + "two.txt", "two"));
            owner.send(owner.request("/api/files/" + id + "/versions/1/label")
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{\"label\":\"first\"}")));
            return id;
        });
    }

    /** A file in the trash. */
    String trashed() {
        return once("trashed", () -> {
            String id = json(stored(owner.put(folder + "gone.txt", "gone")))
                    .path("fileId")
                    .asText();
            assertThat(owner.delete("/api/files/" + id).statusCode()).isEqualTo(204);
            return id;
        });
    }

    /** The address of an open upload of {@link #BYTES} that has none yet. */
    String upload() {
        return once("upload", () -> new Tus(owner).create(folder + "upload.bin", BYTES.size()));
    }

    /** The address of an open upload of numbered parts. */
    String parts() {
        return once("parts", () -> Parts.url(new Parts(owner).open(folder + "parts.bin", BYTES.size())));
    }

    /** The same with all of its parts stored. */
    String filledParts() {
        return once("filled", () -> {
            JsonNode upload = new Parts(owner).open(folder + "filled.bin", BYTES.size());
            assertThat(new Parts(owner).put(upload, BYTES, 1).statusCode()).isEqualTo(200);
            return Parts.url(upload);
        });
    }

    /** The id of an upload that became a file, and that the history knows. */
    String finished() {
        return once("finished", () -> {
            String receipt = json(stored(owner.put(folder + "finished.bin", "all")))
                    .path("receipt")
                    .asText();
            String id = receipt.substring(receipt.lastIndexOf('/') + 1);
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                            owner.get("/api/transfers/" + id).statusCode())
                    .isEqualTo(200));
            return id;
        });
    }

    /** An archive of {@link #file}. */
    String archive() {
        return once("archive", () -> json(owner.send(owner.request("/api/archives")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"files\":[\"" + file() + "\"]}"))))
                .path("id")
                .asText());
    }

    /** An API key. */
    String key() {
        return once("key", () -> json(IsolationMatrixIT.newKey(owner, folder, "\"read\""))
                .path("id")
                .asText());
    }

    private String once(String what, Supplier<String> make) {
        String known = made.get(what);
        if (known == null) {
            known = make.get();
            assertThat(known).as(what).isNotBlank();
            made.put(what, known);
        }
        return known;
    }

    private static HttpResponse<String> stored(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return answer;
    }
}
