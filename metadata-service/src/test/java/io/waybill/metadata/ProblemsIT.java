package io.waybill.metadata;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class ProblemsIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void whoeverIsNotSignedInIsAskedTo() {
        for (String authorization : new String[] {
            null, "", "Bearer", "Bearer x", "Basic YTpi", issuer.expired(owner), "Bearer " + "x".repeat(9000)
        }) {
            Answer answer = metadata.send("GET", "/api/files", null, authorization);

            assertThat(answer.status()).as(String.valueOf(authorization)).isEqualTo(401);
            assertThat(answer.problemCode()).isEqualTo("unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        }
    }

    @Test
    void internalAddressesAreNotThereForPeople() {
        for (String path : List.of(
                "/internal/versions",
                "/internal/purges/claim",
                "/internal/x",
                "//internal/versions",
                "/%69nternal/versions")) {
            for (String authorization :
                    new String[] {null, issuer.person(owner), issuer.person(owner, "admin"), "Bearer x"}) {
                Answer answer = metadata.send("POST", path, "{}", authorization);

                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.problemCode()).isEqualTo("not_found");
            }
        }
    }

    @Test
    void anUnknownAddressIsAProblem() {
        for (String path : List.of("/", "/api", "/api/nothing", "/api/files/not-a-uuid", "/internal/nothing")) {
            Answer answer = metadata.send(
                    "GET", path, null, path.startsWith("/internal") ? issuer.service("x") : issuer.person(owner));

            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.problemCode()).as(path).isEqualTo("not_found");
        }
    }

    @Test
    void aWrongMethodIsToldWhichAreRight() {
        Answer answer = metadata.send("PUT", "/api/files", "{}", issuer.person(owner));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.problemCode()).isEqualTo("method_not_allowed");
    }

    @Test
    void aWrongMediaTypeIsRefused() {
        Answer answer = Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/internal/versions"))
                .header("Authorization", issuer.service("transfer-service"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))
                .build());

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.problemCode()).isEqualTo("unsupported_media_type");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        Answer answer = metadata.postInternal("/internal/store-keys/known", "[\"" + "x".repeat(2 << 20) + "\"]");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.problemCode()).isEqualTo("too_large");
    }

    @Test
    void aBodyOfUnknownLengthIsReadUpToTheLimit() {
        Answer whole = chunked("[\"" + "x".repeat(10) + "\"]");
        Answer tooLong = chunked("[\"" + "x".repeat(2 << 20) + "\"]");

        assertThat(whole.status()).isEqualTo(200);
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.problemCode()).isEqualTo("too_large");
        assertThat(tooLong.json().path("limitBytes").asLong()).isEqualTo(1 << 20);
    }

    private Answer chunked(String body) {
        return Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/internal/store-keys/known"))
                .header("Authorization", issuer.service("transfer-service"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII))))
                .build());
    }

    @Test
    void aHeaderOverTheLimitIsRefused() {
        Answer answer = Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/api/files"))
                .header("X-Long", "x".repeat(33 * 1024))
                .build());

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.problemCode()).isEqualTo("headers_too_large");
    }

    @Test
    void theRequestIdGoesThroughAndAHostileOneIsReplaced() {
        Answer named = Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/api/files/x"))
                .header("X-Request-Id", "r-42")
                .build());
        Answer hostile = Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/api/files/x"))
                .header("X-Request-Id", "<script>")
                .build());

        assertThat(named.header("X-Request-Id")).contains("r-42");
        assertThat(named.json().path("instance").asText()).isEqualTo("r-42");
        assertThat(hostile.header("X-Request-Id")).get().asString().matches("[0-9a-f-]{36}");
    }

    @Test
    void healthAndMetricsAreServed() {
        Answer ready = metadata.send("GET", "/q/health/ready", null, null);
        metadata.get("/api/files", owner);
        Answer metrics = metadata.send("GET", "/q/metrics", null, null);

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).contains("PostgreSQL").doesNotContain("Kafka");
        assertThat(metrics.body())
                .contains("waybill_outbox_unsent", "waybill_outbox_lag_seconds", "uri=\"/api/files\"");
    }
}
