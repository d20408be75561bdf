package io.waybill.metadata.statistics;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F-26: what owners have stored, from counts that are kept as files come and go. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class StorageIT {
    private static final String STORAGE = "/api/transfers/statistics/storage";

    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void filesAndBytesAreCountedAsTheyComeAndGo() {
        assertStored(0, 0, 0);
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "1"));
        long size = metadata.get("/api/files/" + id, owner).json().path("size").asLong();
        metadata.committed(upload(owner, "b", ConflictMode.VERSION, "2"));
        assertStored(2, 2 * size, 2 * size);
        metadata.committed(upload(owner, "a", ConflictMode.VERSION, "3"));
        assertStored(2, 3 * size, 2 * size);
        send("POST", "/api/files/" + id + "/copy", "{\"path\":\"c\"}");
        assertStored(3, 3 * size, 3 * size);
        send("POST", "/api/files/" + id + "/move", "{\"path\":\"d\"}");
        assertStored(3, 3 * size, 3 * size);
        metadata.delete("/api/files/" + id, owner);
        assertStored(2, 3 * size, 2 * size);
        send("POST", "/api/trash/" + id + "/restore", null);
        assertStored(3, 3 * size, 3 * size);
        metadata.delete("/api/files/" + id + "?permanent=true", owner);
        assertStored(2, 2 * size, 2 * size);

        metadata.send("POST", "/api/users/" + owner + "/quota/recount", null, issuer.person("root", "admin"));
        assertStored(2, 2 * size, 2 * size);
    }

    @Test
    void anAdminSeesEverybodyInPagesAndOthersThemselves() {
        List<String> owners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            owners.add(newOwner());
            metadata.committed(upload(owners.get(i), "a", ConflictMode.VERSION, "1"));
        }

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            List<String> found = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = metadata.get(STORAGE + "?owner=*&limit=2" + cursor, "root", "admin")
                        .json();
                page.path("items").forEach(item -> found.add(item.path("owner").asText()));
                cursor =
                        page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : null;
            } while (cursor != null);
            assertThat(found).doesNotHaveDuplicates().containsAll(owners);
        });
        assertThat(metadata.get(STORAGE + "?owner=" + owners.get(0), "root", "admin")
                        .json()
                        .path("items")
                        .get(0)
                        .path("files")
                        .asLong())
                .isEqualTo(1);
        for (String whose : List.of("*", owners.get(1))) {
            assertThat(metadata.get(STORAGE + "?owner=" + whose, owners.get(0)).problemCode())
                    .isEqualTo("not_found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x"})
    void aPageThatMakesNoSenseIsRefused(String query) {
        assertThat(metadata.get(STORAGE + "?" + query, owner).problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void aCursorThatWasNeverGivenOutIsRefused() {
        assertThat(metadata.get(STORAGE + "?owner=*&cursor=AA", "root", "admin").problemCode())
                .isEqualTo("invalid_cursor");
    }

    private void assertStored(long files, long bytes, long shown) {
        JsonNode items = metadata.get(STORAGE, owner).json().path("items");
        assertThat(items).hasSize(1);
        JsonNode own = items.get(0);
        assertThat(own.path("owner").asText()).isEqualTo(owner);
        assertThat(own.path("files").asLong()).isEqualTo(files);
        assertThat(own.path("bytes").asLong()).isEqualTo(bytes);
        assertThat(own.path("parts").path("files").asLong()).isEqualTo(shown);
    }

    private void send(String method, String path, String body) {
        assertThat(metadata.send(method, path, body, issuer.person(owner)).status())
                .isLessThan(300);
    }
}
