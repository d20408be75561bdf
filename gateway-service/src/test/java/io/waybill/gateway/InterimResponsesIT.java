package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.kit.http.InterimResponse;
import io.waybill.kit.testing.Http2Client;
import org.junit.jupiter.api.Test;

/** What a service says before its answer reaches the client while the client still sends. */
@QuarkusTest
class InterimResponsesIT extends GatewayFixture {
    @Test
    void passUploadResumptionSupportedWhileTheBodyArrives() throws Exception {
        service.behave(InterimResponsesIT::tellProgress);

        try (RawClient client = raw()) {
            client.send(head("POST /api/uploads")
                    + "Upload-Draft-Interop-Version: 8\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 104 Upload Resumption Supported")
                    .containsIgnoringCase("location: /api/uploads/1")
                    .doesNotContainIgnoringCase("x-request-id")
                    .doesNotContainIgnoringCase("server:");

            client.send("5\r\nhello\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 104").containsIgnoringCase("upload-offset: 5");
            client.send("6\r\n world\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 104").containsIgnoringCase("upload-offset: 11");

            client.send("0\r\n\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 201").endsWith("11");

            client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void passAsFramesOnHttp2() throws Exception {
        service.behave(InterimResponsesIT::tellProgress);

        try (Http2Client client = new Http2Client(gateway)) {
            Http2Client.Exchange upload =
                    client.begin("POST", "/api/uploads", false, "authorization", "Bearer " + oidc.token("alice"));
            Http2Client.Head first = upload.head();
            assertThat(first.status()).isEqualTo(104);
            assertThat(first.field("location")).isEqualTo("/api/uploads/1");
            assertThat(first.isLast()).isFalse();

            upload.data("hello", false);
            assertThat(upload.head().field("upload-offset")).isEqualTo("5");

            upload.data("", true);
            assertThat(upload.head().status()).isEqualTo(201);
            assertThat(upload.body()).isEqualTo("5");
        }
    }

    @Test
    void keepTheirOrderAndAreNotTakenForTheAnswer() throws Exception {
        service.behave(request -> {
            InterimResponse.send(request, 102, MultiMap.caseInsensitiveMultiMap());
            request.response()
                    .writeEarlyHints(MultiMap.caseInsensitiveMultiMap().add("Link", "</x>"));
            request.response().writeContinue();
            InterimResponse.send(request, 199, MultiMap.caseInsensitiveMultiMap());
            request.body().onSuccess(body -> request.response().end("done"));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 102");
            assertThat(client.head()).startsWith("HTTP/1.1 103").containsIgnoringCase("link: </x>");
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            assertThat(client.head()).startsWith("HTTP/1.1 199");
            client.send("hello");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }

    @Test
    void passEarlyHintsOnHttp2() throws Exception {
        service.behave(request -> request.response()
                .writeEarlyHints(MultiMap.caseInsensitiveMultiMap().add("Link", "</x>"))
                .onSuccess(sent -> request.response().end("done")));

        try (Http2Client client = new Http2Client(gateway)) {
            Http2Client.Exchange exchange =
                    client.begin("GET", "/api/content/a", true, "authorization", "Bearer " + oidc.token("alice"));

            assertThat(exchange.head().field("link")).isEqualTo("</x>");
            assertThat(exchange.head().status()).isEqualTo(200);
        }
    }

    @Test
    void neverGoToHttp10() throws Exception {
        service.behave(request -> {
            InterimResponse.send(request, 104, offset(0));
            request.response().writeContinue();
            request.body().onSuccess(body -> request.response().end(body + " " + request.getHeader("Expect")));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a").replace("HTTP/1.1", "HTTP/1.0")
                    + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");

            assertThat(client.answer()).startsWith("HTTP/1.0 200").endsWith("hello null");
        }
    }

    private static void tellProgress(HttpServerRequest request) {
        long[] received = new long[1];
        InterimResponse.send(
                request,
                104,
                MultiMap.caseInsensitiveMultiMap()
                        .add("Location", "/api/uploads/1")
                        .add("Server", "inner")
                        .add("X-Request-Id", "inner"));
        request.handler(bytes -> {
            received[0] += bytes.length();
            InterimResponse.send(request, 104, offset(received[0]));
        });
        request.endHandler(end -> request.response().setStatusCode(201).end(Long.toString(received[0])));
    }

    private static MultiMap offset(long bytes) {
        return MultiMap.caseInsensitiveMultiMap().add("Upload-Offset", Long.toString(bytes));
    }
}
