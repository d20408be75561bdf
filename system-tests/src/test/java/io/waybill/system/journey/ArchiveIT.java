package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Many files leave as one, for their owner alone (F-09). */
class ArchiveIT {
    private static final Payload LARGE = new Payload(23, 17_000_011);

    private final Client alice = Waybill.shared().alice();

    @Test
    void aFolderIsOneZipThatGoesOnAfterABreak() throws IOException {
        alice.put("archive/a/größe.txt", "small");
        alice.put("archive/a/large.bin", LARGE);
        alice.put("archive/a/AUX.txt", "reserved");
        alice.put("archive/b.txt", "elsewhere");

        JsonNode archive = json(create(alice, "{\"prefix\":\"archive/a/\"}"));
        byte[] whole = alice.bytes(alice.request(archive.path("url").asText())).body();
        var rest = alice.bytes(alice.request(archive.path("url").asText())
                .header("Range", "bytes=9000000-")
                .header("If-Range", archive.path("etag").asText()));

        assertThat(whole).hasSize(archive.path("size").asInt());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, 9_000_000, whole.length));
        Map<String, byte[]> files = unzip(whole);
        assertThat(files).containsOnlyKeys("größe.txt", "large.bin", "_AUX.txt");
        assertThat(files.get("large.bin")).isEqualTo(LARGE.slice(0, (int) LARGE.size()));
    }

    @Test
    void aRenamedFileAndARestoredVersionAreInItWithoutBeingReadAgain() throws IOException {
        String id = json(alice.put("archive/moved/old", "one")).path("fileId").asText();
        alice.put("archive/moved/old", "two");
        post("/api/files/" + id + "/versions/1/restore", "");
        post("/api/files/" + id + "/move", "{\"path\":\"archive/moved/new\"}");

        JsonNode archive = json(create(alice, "{\"files\":[\"" + id + "\"],\"allVersions\":true}"));

        assertThat(unzip(
                        alice.bytes(alice.request(archive.path("url").asText())).body()))
                .containsOnlyKeys("archive/moved/new (v1)", "archive/moved/new (v2)", "archive/moved/new (v3)");
    }

    @Test
    void anotherPersonsFilesAndArchivesDoNotExist() {
        String id = json(alice.put("archive/mine", "x")).path("fileId").asText();
        String url =
                json(create(alice, "{\"files\":[\"" + id + "\"]}")).path("url").asText();
        Client bob = Waybill.shared().bob();

        assertThat(create(bob, "{\"files\":[\"" + id + "\"]}").statusCode()).isEqualTo(404);
        assertThat(create(bob, "{\"prefix\":\"archive/mine\"}").statusCode()).isEqualTo(404);
        assertThat(bob.get(url).statusCode()).isEqualTo(404);
        assertThat(bob.delete(url).statusCode()).isEqualTo(404);
        assertThat(alice.anonymous().get(url).statusCode()).isEqualTo(401);
        assertThat(alice.delete(url).statusCode()).isEqualTo(204);
        assertThat(alice.get(url).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> create(Client person, String body) {
        return person.send(person.request("/api/archives")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private void post(String path, String body) {
        HttpResponse<String> answer = alice.send(
                alice.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
