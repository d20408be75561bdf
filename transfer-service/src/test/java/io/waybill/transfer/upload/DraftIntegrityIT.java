package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.testing.RawExchange;
import io.waybill.kit.testing.RawExchange.Answer;
import io.waybill.transfer.testing.DraftClient;
import io.waybill.transfer.testing.TransferParts;
import org.junit.jupiter.api.Test;

/** Lengths, limits and digests of an upload (draft-ietf-httpbis-resumable-upload, "State" and "Integrity Digests"). */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class DraftIntegrityIT extends DraftRules {
    @Test
    void lengthsThatContradictEachOtherAreRejected() {
        DraftClient draft = new DraftClient(alice, "8");

        Answer inOneRequest =
                draft.send("PUT", "/api/content/lengths", new byte[10], "Upload-Complete", "?1", "Upload-Length", "11");
        String upload = draft.open("lengths", "Upload-Length", "100");
        Answer told = draft.patch(upload, 0, new byte[10], false, "Upload-Length", "101");
        Answer counted = draft.patch(upload, 0, new byte[10], true);

        for (Answer answer : new Answer[] {inOneRequest, told, counted}) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains(TYPES + "inconsistent-upload-length", "inconsistent_length");
        }
        assertThat(told.field("Upload-Complete")).hasValue("?0");
        assertThat(draft.offset(upload)).isZero();
    }

    @Test
    void theLengthIsRecordedFromWhateverRequestTellsIt() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("recorded");
        assertThat(draft.head(upload).field("Upload-Length")).isEmpty();

        draft.patch(upload, 0, new byte[10], false, "Upload-Length", "30");

        assertThat(draft.head(upload).field("Upload-Length")).hasValue("30");
        assertThat(draft.patch(upload, 10, new byte[21], false).body()).contains("inconsistent_length");
        assertThat(draft.patch(upload, 10, new byte[20], true).status()).isEqualTo(201);
    }

    @Test
    void bytesBeyondTheLengthEndTheUpload() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("beyond", "Upload-Length", "100000");

        try (RawExchange exchange = draft.begin("PATCH", upload, -1, draft.patchFields(0, false))) {
            exchange.chunk(new byte[90_000]).chunk(new byte[10_001]);
            Answer answer = exchange.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("Upload-Complete")).hasValue("?0");
            assertThat(answer.body()).contains("inconsistent-upload-length");
        }

        assertThat(draft.head(upload).status()).isEqualTo(400);
        assertThat(draft.patch(upload, 0, new byte[1], false).status()).isEqualTo(400);
        await().untilAsserted(() -> assertThat(store.everythingOf(id(upload))).isEmpty());
    }

    @Test
    void aBodyThatEndsBeforeTheLengthCompletesNothingAndIsKept() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("short", "Upload-Length", "100");

        try (RawExchange exchange = draft.begin("PATCH", upload, -1, draft.patchFields(0, true))) {
            Answer answer = exchange.chunk(new byte[60]).chunk(new byte[0]).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("Upload-Complete")).hasValue("?0");
            assertThat(answer.field("Upload-Offset")).hasValue("60");
        }

        assertThat(draft.patch(upload, 60, new byte[40], true).status()).isEqualTo(201);
    }

    @Test
    void aFileWhoseLengthNobodyTellsIsCompleteWithItsLastBody() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("untold");

        try (RawExchange exchange = draft.begin("PATCH", upload, -1, draft.patchFields(0, true))) {
            assertThat(exchange.chunk(new byte[60]).chunk(new byte[0]).answer().status())
                    .isEqualTo(201);
        }

        assertThat(draft.head(upload).field("Upload-Length")).hasValue("60");
        assertThat(alice.download("/api/content/untold").body()).hasSize(60);
    }

    @Test
    void whatIsTooLargeIsToldTheLimits() {
        DraftClient draft = new DraftClient(alice, "8");

        Answer created = draft.send(
                "POST", "/api/content/huge", new byte[0], "Upload-Complete", "?0", "Upload-Length", "999999999999");

        assertThat(created.status()).isEqualTo(413);
        assertThat(created.field("Upload-Limit").orElseThrow()).contains("max-size=67108864");
        assertThat(alice.get("/api/uploads").body()).isEqualTo("[]");
    }

    @Test
    void contentThatIsNotAsItsDigestSaysIsNotAppended() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("content-digest");
        draft.patch(upload, 0, new byte[100], false);

        Answer wrong = draft.patch(
                upload,
                100,
                new byte[MIB + 9],
                false,
                "Content-Digest",
                sha256(new byte[1]).digestField());
        Answer right = draft.patch(
                upload,
                100,
                new byte[50],
                true,
                "Content-Digest",
                sha256(new byte[50]).digestField());

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Upload-Offset")).hasValue("100");
        assertThat(wrong.field("Upload-Complete")).hasValue("?0");
        assertThat(wrong.body()).contains("digest_mismatch", sha256(new byte[1]).hex());
        assertThat(right.status()).isEqualTo(201);
        assertThat(alice.download("/api/content/content-digest").body()).hasSize(150);
    }

    @Test
    void aFileThatIsNotAsItsDigestSaysFailsWhicheverRequestSaidIt() {
        DraftClient draft = new DraftClient(alice, "8");
        String other = sha256(new byte[1]).digestField();

        String early = draft.open("repr-digest", "Repr-Digest", other);
        String late = draft.open("repr-digest");
        Answer first = draft.patch(early, 0, new byte[100], true);
        Answer second = draft.patch(late, 0, new byte[100], true, "Repr-Digest", other);
        Answer atOnce = draft.send(
                "PUT", "/api/content/repr-digest", new byte[100], "Upload-Complete", "?1", "Content-Digest", other);

        for (Answer answer : new Answer[] {first, second, atOnce}) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("digest_mismatch");
            assertThat(answer.field("Upload-Complete")).hasValue("?1");
        }
        assertThat(draft.head(early).status()).isEqualTo(400);
        assertThat(alice.get("/api/content/repr-digest").statusCode()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(store.everythingOf(id(late))).isEmpty());
    }

    @Test
    void limitsAreToldBeforeAnUploadBegins() {
        DraftClient draft = new DraftClient(alice, "8");

        for (String place : new String[] {"/api/uploads", "/api/content/anywhere"}) {
            Answer options = draft.send("OPTIONS", place, new byte[0]);
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.field("Upload-Limit").orElseThrow()).contains("max-size=67108864", "max-age=");
            assertThat(options.field("Accept-Patch").orElseThrow()).contains("application/partial-upload");
        }
        assertThat(draft.head(draft.open("limits")).field("Upload-Limit").orElseThrow())
                .matches("max-size=67108864, max-age=[0-9]+");
        DraftClient sixth = new DraftClient(alice, "6");
        assertThat(sixth.head(sixth.open("limits")).field("Upload-Limit").orElseThrow())
                .contains("expires=");
    }
}
