package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files are found, paged and deleted (F-20, F-21). */
class CatalogIT {
    private final Client alice = Waybill.shared().alice();

    @Test
    void pagesFollowEachOtherWithoutGapsOrRepeats() {
        for (int i = 0; i < 7; i++) {
            alice.put("catalog/pages/" + i + ".txt", "x");
        }

        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = json(alice.get("/api/files?prefix=catalog/pages/&limit=3"
                    + (cursor == null ? "" : "&cursor=" + Client.encode(cursor))));
            page.path("items").forEach(file -> seen.add(file.path("name").asText()));
            cursor = page.path("next").asText(null);
        } while (cursor != null);

        assertThat(seen).containsExactly("0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "6.txt");
    }

    @Test
    void aFileIsFoundByWhatItIsThoughNobodySaidIt() {
        alice.put("catalog/types/one", "%PDF-1.7 and so on");
        alice.put("catalog/types/two", "%PDF-1.7 and so on", "Content-Type", "text/plain");

        JsonNode found = json(alice.get("/api/files?prefix=catalog/types/&type=application/pdf"));

        assertThat(found.path("items").findValuesAsText("name")).containsExactly("one");
        assertThat(alice.get(content("catalog/types/one")).headers().map())
                .containsEntry("content-type", List.of("application/pdf"))
                .containsEntry("x-content-type-options", List.of("nosniff"));
    }

    @Test
    void aTreeIsWalkedLevelByLevelAndSearched() {
        alice.put("catalog/tree/Report.txt", "x");
        alice.put("catalog/tree/deep/down/report-2.txt", "xx");

        JsonNode level = json(alice.get("/api/files?prefix=catalog/tree/&delimiter=/"));
        JsonNode found = json(alice.get("/api/files?prefix=catalog/tree/&name=REPORT&sort=size&order=desc"));

        assertThat(level.path("folders").toString()).isEqualTo("[\"catalog/tree/deep/\"]");
        assertThat(level.path("items").findValuesAsText("name")).containsExactly("Report.txt");
        assertThat(found.path("items").findValuesAsText("name")).containsExactly("report-2.txt", "Report.txt");
        assertThat(json(Waybill.shared().bob().get("/api/files?prefix=catalog/tree/"))
                        .path("items"))
                .isEmpty();
    }

    @Test
    void aFileKnowsItsVersions() {
        alice.put("catalog/versions.txt", "one");
        String id =
                json(alice.put("catalog/versions.txt", "second")).path("fileId").asText();

        JsonNode file = json(alice.get("/api/files/" + id));
        JsonNode versions = json(alice.get("/api/files/" + id + "/versions"));

        assertThat(file.path("version").asInt()).isEqualTo(2);
        assertThat(file.path("size").asLong()).isEqualTo(6);
        assertThat(versions.path("items").findValuesAsText("version")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void aDeletedFileIsGoneAndSoAreItsBytes() {
        JsonNode version = json(alice.put("catalog/deleted.txt", "bytes to go"));
        String id = version.path("fileId").asText();

        assertThat(alice.delete("/api/files/" + id + "?permanent=true").statusCode())
                .isEqualTo(204);

        assertThat(alice.get("/api/files/" + id).statusCode()).isEqualTo(404);
        assertThat(alice.get(content("catalog/deleted.txt")).statusCode()).isEqualTo(404);
        assertThat(alice.delete("/api/files/" + id).statusCode()).isEqualTo(404);
        Waybill.shared().awaitNoStrayBytes();
    }
}
