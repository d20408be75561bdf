package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.journey.MatrixRow.Scope;
import io.waybill.system.journey.MatrixRow.Told;
import io.waybill.system.journey.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation that the document describes, asked by everybody who should not have what somebody else has, and by who should
 * (F-41). An operation that is not in the matrix fails here.
 */
class IsolationMatrixIT {
    private static final Client ALICE = Waybill.shared().alice();
    private static final OpenApiDocument DOCUMENT =
            new OpenApiDocument(json(ALICE.anonymous().get("/q/openapi?format=json")));

    /** Who asks; the owner last, about the very things that were kept from the others. */
    private enum Who {
        ANONYMOUS,
        EXPIRED_TOKEN,
        EXPIRED_KEY,
        OTHER_USER,
        READ_ONLY_KEY,
        WRITE_ONLY_KEY,
        KEY_FOR_ANOTHER_FOLDER,
        ADMIN,
        OWNER
    }

    private static Map<Who, Client> people;
    private static String subject;

    @BeforeAll
    static void signIn() {
        Client expired = ALICE.withToken(Waybill.shared().briefToken());
        JsonNode shortLived = json(newKey(ALICE, null, "\"read\",\"write\""));
        Client expiredKey = ALICE.withToken(shortLived.path("key").asText());
        Waybill.shared()
                .column(
                        "waybill_metadata",
                        "update api_key set expires_at = now() where id = '"
                                + shortLived.path("id").asText() + "' returning id");
        people = Map.of(
                Who.ANONYMOUS, ALICE.anonymous(),
                Who.EXPIRED_TOKEN, expired,
                Who.EXPIRED_KEY, expiredKey,
                Who.OTHER_USER, Waybill.shared().bob(),
                Who.READ_ONLY_KEY, key(null, "\"read\""),
                Who.WRITE_ONLY_KEY, key(null, "\"write\""),
                Who.KEY_FOR_ANOTHER_FOLDER, key("elsewhere/", "\"read\",\"write\""),
                Who.ADMIN, Waybill.shared().admin(),
                Who.OWNER, ALICE);
        subject = json(ALICE.get("/api/me")).path("subject").asText();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(expired.get("/api/me").statusCode()).isEqualTo(401);
            assertThat(expiredKey.get("/api/me").statusCode()).isEqualTo(401);
        });
    }

    /** What counts towards a limit, or works by itself, goes; the files stay where nobody looks. */
    @AfterAll
    static void cleanUp() {
        Waybill.shared().admin().delete("/api/users/" + subject + "/quota");
        for (Who who : List.of(Who.OTHER_USER, Who.ADMIN, Who.OWNER)) {
            Client person = people.get(who);
            person.delete("/api/retention?prefix=" + Holdings.ROOT);
            each(person, "/api/uploads", "/api/uploads/");
            each(person, "/api/archives", "/api/archives/");
            each(person, "/api/keys", "/api/keys/");
        }
    }

    @Test
    void everyOperationIsInTheMatrixAndOpenOnlyWhereTheDocumentSaysSo() {
        Map<String, Boolean> described = DOCUMENT.operations().stream()
                .collect(Collectors.toMap(
                        IsolationMatrixIT::id,
                        operation -> operation.says().path("security").isEmpty()
                                && operation.says().has("security")));
        Map<String, Boolean> asked = MatrixRow.ALL.stream()
                .collect(Collectors.toMap(
                        MatrixRow::operation, row -> row.scope() == Scope.OPEN, (one, another) -> one && another));

        assertThat(asked).isEqualTo(described);
    }

    @TestFactory
    Stream<DynamicTest> everyOperationKeepsThingsFromWhomTheyAreNot() {
        return MatrixRow.ALL.stream()
                .map(row -> DynamicTest.dynamicTest(row.operation(), () -> {
                    Holdings kept = new Holdings(ALICE, subject);
                    for (Who who : Who.values()) {
                        ask(row, who, kept);
                    }
                }));
    }

    private static void ask(MatrixRow row, Who who, Holdings kept) throws IOException {
        int expected = expected(row, who);
        boolean changes = row.scope() == Scope.WRITE || row.operation().equals("deleteArchive");
        boolean mayChange = changes && who != Who.OWNER && expected < 300;
        Holdings had = mayChange ? new Holdings(ALICE, subject) : kept;

        Told told = row.ask().as(people.get(who), had);

        String what = who + " " + row.operation() + " " + told.body();
        if (expected == MatrixRow.PREVIEW) {
            assertThat(told.status()).as(what).isIn(200, 404);
            assertThat(told.body()).as(what).doesNotContain("not_found");
            return;
        }
        assertThat(told.status()).as(what).isEqualTo(expected);
        boolean reads = row.scope() == Scope.READ && told.status() < 300;
        if (reads && (who == Who.OTHER_USER || who == Who.KEY_FOR_ANOTHER_FOLDER)) {
            assertThat(told.body()).as(what).doesNotContain(had.folder());
        }
        if (expected >= 400 && !told.body().isEmpty()) {
            assertThat(new ObjectMapper().readTree(told.body()).path("code").asText())
                    .as(what)
                    .isIn(codes(expected));
        }
    }

    /** What {@code who} should be told. */
    private static int expected(MatrixRow row, Who who) {
        boolean open = row.scope() == Scope.OPEN;
        return switch (who) {
            case ANONYMOUS, EXPIRED_TOKEN, EXPIRED_KEY -> open ? row.owner() : 401;
            case OTHER_USER -> row.other();
            case READ_ONLY_KEY -> row.scope() == Scope.WRITE ? 403 : row.owner();
            case WRITE_ONLY_KEY -> row.scope() == Scope.READ ? 403 : endsKeys(row) ? 404 : row.owner();
            case KEY_FOR_ANOTHER_FOLDER -> row.folder();
            case ADMIN -> row.admin();
            case OWNER -> row.owner();
        };
    }

    /** A key finds itself and those that it made, and no other of its owner's. */
    private static boolean endsKeys(MatrixRow row) {
        return row.operation().equals("revokeKey");
    }

    private static List<String> codes(int status) {
        return switch (status) {
            case 400 -> List.of("sign_in_failed", "malformed_request");
            case 401 -> List.of("unauthenticated");
            case 403 -> List.of("forbidden", "insufficient_scope");
            default -> List.of("not_found");
        };
    }

    private static String id(Operation operation) {
        return operation.says().path("operationId").asText();
    }

    private static Client key(String folder, String scopes) {
        HttpResponse<String> made = newKey(ALICE, folder, scopes);
        assertThat(made.statusCode()).isEqualTo(201);
        return ALICE.withToken(json(made).path("key").asText());
    }

    /** Makes a key for {@code folder}, or for all without one; answers whatever came. */
    static HttpResponse<String> newKey(Client who, String folder, String scopes) {
        String prefix = folder == null ? "" : ",\"pathPrefix\":\"" + folder + "\"";
        return who.send(who.request("/api/keys")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"matrix\",\"scopes\":[" + scopes + "]" + prefix + "}")));
    }

    private static void each(Client who, String list, String path) {
        for (JsonNode one : json(who.get(list))) {
            boolean elsewhere = one.has("path") && !one.path("path").asText().startsWith(Holdings.ROOT);
            if (!elsewhere && one.path("active").asBoolean(true)) {
                who.delete(path + one.path("id").asText());
            }
        }
    }
}
