package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every bad request is told what is wrong with it, in one stable code, and leaves nothing behind. */
class BadInputIT {
    private final Client alice = Waybill.shared().alice();
    private final Tus tus = new Tus(alice);

    @Test
    void unknownRoutesAndMethods() {
        isProblem(alice.get("/api/nothing"), 404, "not_found");
        isProblem(alice.get("/nothing"), 404, "not_found");
        isProblem(alice.get("/api/files/not-a-uuid"), 404, "not_found");
        isProblem(alice.send(alice.request("/api/files").PUT(BodyPublishers.noBody())), 405, "method_not_allowed");
        isProblem(alice.send(alice.request("/api/me").DELETE()), 405, "method_not_allowed");
    }

    @Test
    void pathsThatAreNotAllowed() {
        for (String path : List.of(
                "a//b",
                "a/%2e%2e/b",
                "a/b/",
                "a%00b",
                "a%0ab",
                "a%E2%80%AEb",
                "a%5Cb",
                "%FF%FE",
                "a/" + "x".repeat(256))) {
            HttpResponse<String> refused =
                    alice.send(alice.request("/api/content/" + path).PUT(BodyPublishers.ofString("x")));

            isProblem(refused, 400, "invalid_path");
        }
    }

    @Test
    void tusHeadersThatMakeNoSense() {
        isProblem(tus.tryCreate("-1", Map.of("path", "bad/a")), 400, "malformed_request");
        isProblem(tus.tryCreate("ten", Map.of("path", "bad/a")), 400, "malformed_request");
        isProblem(tus.tryCreate("99999999999999999999", Map.of("path", "bad/a")), 413, "too_large");
        isProblem(tus.tryCreate(null, Map.of("path", "bad/a")), 400, "malformed_request");
        isProblem(tus.tryCreate("1", Map.of("path", "../a")), 400, "invalid_path");
        isProblem(tus.tryCreate("9000000000000000000", Map.of("path", "bad/a")), 413, "too_large");
        isProblem(
                alice.send(alice.request("/api/uploads")
                        .header("Tus-Resumable", "0.2.2")
                        .header("Upload-Length", "1")
                        .POST(BodyPublishers.noBody())),
                412,
                "unsupported_protocol_version");
    }

    @Test
    void piecesThatDoNotFit() {
        Payload payload = new Payload(41, 100);
        String url = tus.create("bad/pieces.bin", 100);
        tus.patch(url, payload, 0, 50);

        isProblem(tus.patch(url, payload, 10, 20), 409, "offset_mismatch");
        isProblem(
                alice.send(alice.request(url)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "50")
                        .header("Content-Type", "text/plain")
                        .method("PATCH", BodyPublishers.ofString("x"))),
                415,
                "unsupported_media_type");
        isProblem(
                alice.send(alice.request(url)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .method("PATCH", BodyPublishers.ofString("x"))),
                400,
                "malformed_request");
        HttpResponse<String> tooMuch = alice.send(alice.request(url)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "50")
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofString("x".repeat(51))));
        isProblem(tooMuch, 400, "inconsistent_length");
        assertThat(tus.offset(url)).isBetween(50L, 100L);
    }

    @Test
    void aWrongChecksumIsRefusedAndNothingOfItIsTaken() {
        Payload payload = new Payload(42, 1000);
        String url = tus.create("bad/checksum.bin", 1000);

        HttpResponse<String> wrong =
                tus.patch(url, payload, 0, 500, "Upload-Checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        HttpResponse<String> unknown = tus.patch(url, payload, 0, 500, "Upload-Checksum", "rot13 AAAA");

        assertThat(wrong.statusCode()).isEqualTo(460);
        assertThat(json(wrong).path("code").asText()).isEqualTo("checksum_mismatch");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(tus.offset(url)).isZero();
        tus.finish(url, payload);
        assertThat(alice.sha256Of(content("bad/checksum.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void aWrongDigestOfTheWholeIsRefusedWithBothDigestsAndNothingStays() {
        Payload payload = new Payload(43, 9_000_000);
        Payload other = new Payload(44, 10);

        HttpResponse<String> refused = alice.put("bad/digest.bin", payload, "Repr-Digest", other.reprDigest());

        isProblem(refused, 400, "digest_mismatch");
        assertThat(json(refused).path("expected").asText()).contains(other.sha256());
        assertThat(json(refused).path("actual").asText()).contains(payload.sha256());
        assertThat(alice.get(content("bad/digest.bin")).statusCode()).isEqualTo(404);
        Waybill.shared().awaitNoStrayBytes();
    }

    @Test
    void malformedDigestsRangesAndCursors() {
        isProblem(alice.put("bad/x", "x", "Repr-Digest", "sha-256=:###:"), 400, "malformed_request");
        isProblem(
                alice.send(alice.request(content("bad/x") + "?conflict=maybe").PUT(BodyPublishers.ofString("x"))),
                400,
                "malformed_request");
        isProblem(alice.get("/api/files?cursor=%00%01"), 400, "invalid_cursor");
        isProblem(alice.get("/api/files?limit=0"), 400, "malformed_request");
        isProblem(alice.get("/api/files?limit=1000000"), 400, "malformed_request");
        isProblem(alice.get("/api/files?limit=x"), 400, "malformed_request");
    }

    @Test
    void smuggledRequestsAreRefused() {
        String host = "Host: " + alice.gateway().getAuthority();
        List<String[]> attacks = List.of(
                new String[] {"PUT /api/content/a HTTP/1.1", host, "Content-Length: 5", "Transfer-Encoding: chunked"},
                new String[] {"PUT /api/content/a HTTP/1.1", host, "Content-Length: 5", "Content-Length: 6"},
                new String[] {"PUT /api/content/a HTTP/1.1", host, "Transfer-Encoding: xchunked"},
                new String[] {"PUT /api/content/a HTTP/1.1", host, "Content-Length: +5"});
        for (String[] attack : attacks) {
            try (RawHttp socket = new RawHttp(alice.gateway())) {
                String answer = socket.head(attack)
                        .bytes("0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .answer();

                assertThat(answer).as(String.join(" | ", attack)).matches("(?s)HTTP/1.1 4(00|01|31|11|13).*|");
            }
        }
    }

    private static void isProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(response).path("code").asText()).isEqualTo(code);
        assertThat(json(response).path("detail").asText()).isNotBlank();
        assertThat(json(response).path("instance").asText()).isNotBlank();
    }
}
