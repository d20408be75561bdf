package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.journey.OpenApiDocument.Example;
import io.waybill.system.journey.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every request that the document shows is sent, and answered as the document says; every answer that it shows is what its
 * schema allows. In requests, ids that nobody can have are those of files that are there.
 */
class OpenApiExamplesIT {
    private static final String SHOWN_ID = "\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"";
    private static final String FILE = "reports/2026/summary.pdf";

    private final Client alice = Waybill.shared().alice();
    private final Client admin = Waybill.shared().admin();
    private final OpenApiDocument document =
            new OpenApiDocument(json(alice.anonymous().get("/q/openapi?format=json")));
    private final String subject = json(alice.get("/api/me")).path("subject").asText();

    @AfterEach
    void cleanUp() {
        for (String folder : List.of("reports/", "archive/", "drafts/", "photos/")) {
            json(alice.get("/api/files?limit=1000&prefix=" + folder))
                    .path("items")
                    .forEach(
                            file -> alice.delete("/api/files/" + file.path("id").asText()));
        }
        json(alice.get("/api/uploads")).forEach(upload -> {
            if (upload.path("path").asText().startsWith("reports/")) {
                alice.delete("/api/uploads/" + upload.path("id").asText());
            }
        });
        json(alice.get("/api/archives"))
                .forEach(archive ->
                        alice.delete("/api/archives/" + archive.path("id").asText()));
        json(alice.get("/api/keys")).forEach(key -> {
            if (key.path("name").asText().equals("nightly backup")) {
                alice.delete("/api/keys/" + key.path("id").asText());
            }
        });
        json(alice.get("/api/shares?limit=1000"))
                .path("items")
                .forEach(share -> alice.delete("/api/shares/" + share.path("id").asText()));
        alice.delete("/api/retention?prefix=reports/");
        admin.delete("/api/users/" + subject + "/quota");
    }

    @TestFactory
    Stream<DynamicTest> everyRequestThatIsShownWorks() {
        return document.operations().stream()
                .flatMap(operation -> Stream.concat(
                        document.bodies(operation).stream()
                                .map(body -> DynamicTest.dynamicTest(
                                        operation + " " + body.value(), () -> works(operation, body))),
                        document.bodies(operation).isEmpty()
                                        && !document.shown(operation).isEmpty()
                                ? Stream.of(DynamicTest.dynamicTest(operation.toString(), () -> works(operation, null)))
                                : Stream.empty()));
    }

    @Test
    void everyJsonThatIsAskedForIsShown() {
        for (Operation operation : document.operations()) {
            operation.says().path("requestBody").path("content").properties().forEach(type -> {
                if (type.getKey().endsWith("json")) {
                    assertThat(type.getValue().has("example") || type.getValue().has("examples"))
                            .as("%s shows a body", operation)
                            .isTrue();
                }
            });
        }
    }

    @Test
    void everythingThatIsShownIsWhatItsSchemaAllows() {
        for (Operation operation : document.operations()) {
            for (JsonNode parameter : document.shown(operation)) {
                assertThat(document.faults(parameter.path("example"), parameter.path("schema")))
                        .as("%s %s", operation, parameter.path("name").asText())
                        .isEmpty();
            }
            for (Example example : Stream.concat(
                            document.bodies(operation).stream(), document.answers(operation).stream())
                    .toList()) {
                assertThat(document.faults(example.value(), example.schema()))
                        .as("%s %s", operation, example.value())
                        .isEmpty();
            }
        }
    }

    private void works(Operation operation, Example body) throws IOException {
        cleanUp();
        String file = json(alice.put(FILE, "a summary that is long enough for a range"))
                .path("fileId")
                .asText();
        alice.put("photos/2026/a.jpg", "a photo");

        HttpResponse<String> answer = send(operation, body, file);

        JsonNode said = document.answer(operation, answer.statusCode());
        assertThat(said.isMissingNode())
                .as("%s is answered %d %s", operation, answer.statusCode(), answer.body())
                .isFalse();
        assertThat(answer.statusCode()).isBetween(200, 299);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode schema = said.path("content").path("application/json").path("schema");
        if (type.startsWith("application/json")) {
            assertThat(schema.isMissingNode())
                    .as("%s says what its JSON is", operation)
                    .isFalse();
            assertThat(document.faults(new ObjectMapper().readTree(answer.body()), schema))
                    .as("%s answers %s", operation, answer.body())
                    .isEmpty();
        }
    }

    private HttpResponse<String> send(Operation operation, Example body, String file) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        for (JsonNode parameter : document.shown(operation)) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText() + "="
                        + Client.encode(parameter.path("example").asText()));
            }
        }
        Client who = operation.isForAdmins() ? admin : alice;
        HttpRequest.Builder request = who.request(path(operation, file) + query);
        for (JsonNode parameter : document.shown(operation)) {
            if (parameter.path("in").asText().equals("header")) {
                request.header(
                        parameter.path("name").asText(),
                        parameter.path("example").asText());
            }
        }
        if (body != null) {
            request.header("Content-Type", body.mediaType());
        }
        return who.send(request.method(operation.verb().toUpperCase(Locale.ROOT), publisher(body, file)));
    }

    private static BodyPublisher publisher(Example body, String file) {
        return body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body.value().toString().replaceAll(SHOWN_ID, '"' + file + '"'));
    }

    private String path(Operation operation, String file) {
        return operation
                .path()
                .replace("{path}", content(FILE).substring("/api/content/".length()))
                .replace("{owner}", subject)
                .replace("{n}", "1")
                .replace("{id}", operation.path().contains("{id}") ? id(operation, file) : "");
    }

    private String id(Operation operation, String file) {
        if (operation.path().startsWith("/api/uploads/")) {
            return uploadOfHello();
        }
        if (operation.path().startsWith("/api/shares/")) {
            return share();
        }
        return operation.path().startsWith("/api/archives/") ? archive() : file;
    }

    private String share() {
        return json(MatrixRow.share(alice, FILE)).path("id").asText();
    }

    /** All its parts are there. */
    private String uploadOfHello() {
        String upload = json(alice.send(alice.request("/api/uploads")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"path\":\"reports/hello.txt\",\"sizeBytes\":5}"))))
                .path("id")
                .asText();
        alice.send(alice.request("/api/uploads/" + upload + "/parts/1").PUT(BodyPublishers.ofString("hello")));
        return upload;
    }

    private String archive() {
        return json(alice.send(alice.request("/api/archives")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"prefix\":\"photos/2026/\"}"))))
                .path("id")
                .asText();
    }
}
