package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Draft;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.RawHttp.Answer;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The IETF's resumable uploads through the gateway, and uploads that change their dialect half-way (F-02, F-03). */
class ResumeIT {
    private static final String TYPES = "https://iana.org/assignments/http-problem-types#";
    private static final int PART = 8 << 20;
    private static final long CUT = 12_000_000;
    private static final long SIZE = 20_000_000;

    /** What of an interrupted request has come. */
    private static final long MORE = 10_000_000;

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 8, 9})
    void aFileIsAnnouncedItsProgressIsToldAndItIsResumedAfterACut(int interop) {
        Payload payload = new Payload(interop, SIZE);
        String path = "resume/interop-" + interop + ".bin";
        String upload;
        try (RawHttp socket = begin("PUT", content(path), interop, SIZE, complete(interop, true))) {
            Answer announced = socket.next();
            assertThat(announced.status()).isEqualTo(104);
            assertThat(announced.field("Upload-Draft-Interop-Version")).isEqualTo(Integer.toString(interop));
            upload = announced.field("Location");
            assertThat(upload).startsWith("/api/uploads/");
            assertThat(announced.fields().containsKey("Upload-Limit")).isEqualTo(interop >= 6);

            socket.bytes(payload, 0, CUT);
            if (interop >= 5) {
                Answer progress = socket.next();
                assertThat(progress.status()).isEqualTo(104);
                assertThat(progress.field("Upload-Offset")).isEqualTo(Integer.toString(PART));
                assertThat(progress.field("Location")).isNull();
            }
            socket.cut();
        }
        Answer state = exchange("HEAD", upload, interop);
        assertThat(says(state, interop)).isFalse();
        long offset = Long.parseLong(state.field("Upload-Offset"));
        assertThat(offset).isBetween(interop >= 5 ? PART : 0L, CUT);

        Answer wrong = patch(upload, payload, offset + 1, interop);
        Answer last = patch(upload, payload, offset, interop);
        Answer more = patch(upload, new Payload(1, SIZE + 1), SIZE, interop);

        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.body()).contains(TYPES + "mismatching-upload-offset", "\"expected-offset\":" + offset);
        assertThat(wrong.field("Upload-Offset")).isEqualTo(Long.toString(offset));
        assertThat(last.status()).as(last.body()).isEqualTo(201);
        assertThat(says(last, interop)).isTrue();
        assertThat(last.field("Repr-Digest")).isEqualTo(payload.reprDigest());
        assertThat(last.body()).contains(payload.sha256());
        assertThat(alice.sha256Of(content(path))).isEqualTo(payload.sha256());
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.body()).contains(TYPES + (interop >= 8 ? "inconsistent-upload-length" : "completed-upload"));
    }

    @Test
    void whoNamesNoVersionIsToldNothingBeforeTheAnswerAndSendsPieces() {
        Payload payload = new Payload(20, 9_000_000);
        String path = "resume/unnamed.bin";
        Draft draft = new Draft(alice);
        String upload;
        try (RawHttp socket = begin("PUT", content(path), 0, 4_000_000, "Upload-Complete: ?0")) {
            Answer created = socket.bytes(payload, 0, 4_000_000).next();
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.field("Upload-Complete")).isEqualTo("?0");
            assertThat(created.field("Upload-Offset")).isEqualTo("4000000");
            upload = created.field("Location");
        }

        HttpResponse<String> piece = draft.patch(upload, payload, 4_000_000, 9_000_000, false);
        assertThat(piece.statusCode()).isEqualTo(204);
        assertThat(Draft.isComplete(piece)).isFalse();
        assertThat(alice.get(content(path)).statusCode()).isEqualTo(404);
        HttpResponse<String> last = draft.patch(upload, payload, 9_000_000, 9_000_000, true);

        assertThat(last.statusCode()).isEqualTo(201);
        assertThat(json(last).path("sha256").asText()).isEqualTo(payload.sha256());
        assertThat(alice.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @Test
    void anAppendHasItsMediaTypeAndLengthsAgree() {
        String upload = open("resume/typed.bin", 1000);

        Answer untyped = exchange(
                "PATCH",
                upload,
                8,
                "Upload-Offset: 0",
                "Upload-Complete: ?0",
                "Content-Type: application/octet-stream");
        Answer longer = exchange(
                "PATCH",
                upload,
                8,
                "Upload-Offset: 0",
                "Upload-Complete: ?0",
                "Upload-Length: 1001",
                "Content-Type: application/partial-upload");

        assertThat(untyped.status()).isEqualTo(415);
        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(longer.body()).contains(TYPES + "inconsistent-upload-length", "inconsistent_length");
        assertThat(Draft.offset(new Draft(alice).head(upload))).isZero();
    }

    @Test
    void aFinalAnswerThatWasLostIsGivenAgain() {
        Payload payload = new Payload(21, 3_000_000);
        String upload = open("resume/lost.bin", payload.size());
        try (RawHttp socket = begin(
                "PATCH",
                upload,
                8,
                payload.size(),
                "Upload-Offset: 0",
                "Upload-Complete: ?1",
                "Content-Type: application/partial-upload")) {
            socket.bytes(payload, 0, payload.size());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> alice.get(content("resume/lost.bin")).statusCode() == 200);
            socket.cut();
        }
        Draft draft = new Draft(alice);

        HttpResponse<String> state = draft.head(upload);
        HttpResponse<String> again = draft.patch(upload, payload, payload.size(), payload.size(), true);

        assertThat(Draft.isComplete(state)).isTrue();
        assertThat(state.headers().firstValue("Content-Location")).hasValue(content("resume/lost.bin"));
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.headers().firstValue("Repr-Digest")).hasValue(payload.reprDigest());
        assertThat(json(again).path("version").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTusBeganTheDraftFinishes(boolean killed) {
        Payload payload = new Payload(22, SIZE);
        String path = "resume/tus-then-draft-" + killed + ".bin";
        Tus tus = new Tus(alice);
        String upload = tus.create(path, SIZE);
        assertThat(tus.patch(upload, payload, 0, 9_000_000).statusCode()).isEqualTo(204);
        interrupt(
                killed,
                payload,
                begin(
                        "PATCH",
                        upload,
                        0,
                        SIZE - 9_000_000,
                        "Tus-Resumable: 1.0.0",
                        "Upload-Offset: 9000000",
                        "Content-Type: application/offset+octet-stream"),
                9_000_000);
        Draft draft = new Draft(alice);

        long offset = Draft.offset(draft.head(upload));
        HttpResponse<String> last = draft.patch(upload, payload, offset, SIZE, true);

        assertThat(offset).isBetween(9_000_000L, 9_000_000 + MORE);
        assertThat(last.statusCode()).as(last.body()).isEqualTo(201);
        assertThat(Draft.isComplete(last)).isTrue();
        assertThat(tus.offset(upload)).isEqualTo(SIZE);
        assertThat(alice.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheDraftBeganTusFinishes(boolean killed) {
        Payload payload = new Payload(23, SIZE);
        String path = "resume/draft-then-tus-" + killed + ".bin";
        Draft draft = new Draft(alice);
        String upload = open(path, SIZE);
        assertThat(draft.patch(upload, payload, 0, 7_000_000, false).statusCode())
                .isEqualTo(204);
        interrupt(
                killed,
                payload,
                begin(
                        "PATCH",
                        upload,
                        8,
                        SIZE - 7_000_000,
                        "Upload-Offset: 7000000",
                        "Upload-Complete: ?1",
                        "Content-Type: application/partial-upload"),
                7_000_000);
        Tus tus = new Tus(alice);

        assertThat(tus.offset(upload)).isBetween(7_000_000L, 7_000_000 + MORE);
        tus.finish(upload, payload);

        assertThat(Draft.isComplete(draft.head(upload))).isTrue();
        assertThat(draft.patch(upload, payload, SIZE, SIZE, true).statusCode()).isEqualTo(201);
        assertThat(alice.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    /** Ends a request in the middle of its body: the connection is reset, or the service that reads it is killed. */
    private void interrupt(boolean killed, Payload payload, RawHttp request, long from) {
        try (request) {
            request.bytes(payload, from, MORE);
            if (killed) {
                waybill.kill("transfer-service");
                waybill.revive("transfer-service");
            } else {
                request.cut();
            }
        }
    }

    private String open(String path, long length) {
        return new Draft(alice)
                .tryOpen(path, length)
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private Answer patch(String upload, Payload payload, long offset, int interop) {
        try (RawHttp socket = begin(
                "PATCH",
                upload,
                interop,
                payload.size() - offset,
                "Upload-Offset: " + offset,
                complete(interop, true),
                "Content-Type: application/partial-upload",
                "Expect: 100-continue")) {
            Answer first = socket.next();
            return first.status() >= 200
                    ? first
                    : socket.bytes(payload, offset, payload.size() - offset).last();
        }
    }

    private Answer exchange(String method, String target, int interop, String... fields) {
        try (RawHttp socket = begin(method, target, interop, 0, fields)) {
            return socket.last();
        }
    }

    private RawHttp begin(String method, String target, int interop, long length, String... fields) {
        List<String> lines = new ArrayList<>(List.of(
                method + " " + target + " HTTP/1.1",
                "Host: " + alice.gateway().getAuthority(),
                "Authorization: Bearer " + alice.token(),
                "Content-Length: " + length));
        if (interop > 0) {
            lines.add("Upload-Draft-Interop-Version: " + interop);
        }
        lines.addAll(List.of(fields));
        return new RawHttp(alice.gateway()).head(lines.toArray(String[]::new));
    }

    /** Whether all of the file comes with a message, in the words of a version. */
    private static String complete(int interop, boolean yes) {
        return interop == 3 ? "Upload-Incomplete: " + (yes ? "?0" : "?1") : "Upload-Complete: " + (yes ? "?1" : "?0");
    }

    private static boolean says(Answer answer, int interop) {
        return interop == 3
                ? "?0".equals(answer.field("Upload-Incomplete"))
                : "?1".equals(answer.field("Upload-Complete"));
    }
}
