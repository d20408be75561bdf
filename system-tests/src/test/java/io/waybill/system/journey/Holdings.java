package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
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

    /** The id of a share of {@link #file}. */
    String share() {
        link();
        return made.get("share");
    }

    /** The link of a share of {@link #file}. */
    String link() {
        return once("link", () -> shared(with(file(), path())));
    }

    /** The link of a share of the folder of {@link #file}. */
    String folderLink() {
        return once("folderLink", () -> shared(with(file(), folder)));
    }

    /** The address of a download by way of {@link #link}. */
    String download() {
        return once("download", () -> owner.anonymous()
                .get(link() + "/content")
                .headers()
                .firstValue("Location")
                .orElseThrow());
    }

    /** Where a file is that another has shared with the owner of these things, for writing. */
    String shared() {
        return once("shared", () -> "/api/shared/" + given("file.txt"));
    }

    /** The same for the folder of such a file. */
    String sharedFolder() {
        return once("sharedFolder", () -> "/api/shared/" + given(""));
    }

    private String given(String name) {
        Client giver = Waybill.shared().bob();
        stored(giver.put(folder + "given/file.txt", "given"));
        return json(MatrixRow.share(
                        giver, folder + "given/" + name + "\",\"access\":\"write\",\"grantee\":\"" + subject))
                .path("id")
                .asText();
    }

    /** The link of a drop box. */
    String dropBox() {
        return once("dropBox", () -> json(MatrixRow.share(owner, folder + "inbox/\",\"access\":\"upload"))
                .path("link")
                .asText());
    }

    private String shared(String path) {
        JsonNode share = json(MatrixRow.share(owner, path));
        made.put("share", share.path("id").asText());
        return share.path("link").asText();
    }

    private static String with(String file, String path) {
        assertThat(file).isNotBlank();
        return path;
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
