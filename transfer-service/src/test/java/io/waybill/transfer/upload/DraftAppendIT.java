package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.testing.RawExchange;
import io.waybill.kit.testing.RawExchange.Answer;
import io.waybill.transfer.testing.DraftClient;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Going on with an upload (draft-ietf-httpbis-resumable-upload, "Upload Append"). */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class DraftAppendIT extends DraftRules {
    @ParameterizedTest
    @CsvSource({"3,false", "4,false", "5,true", "6,true", "7,true", "8,true", "9,true"})
    void progressIsToldInInterimResponsesWithoutLocation(String interop, boolean told) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("progress");
        byte[] bytes = TransferClient.bytes(3 * MIB, 2);

        try (RawExchange exchange = draft.begin("PATCH", upload, bytes.length, draft.patchFields(0, true))) {
            exchange.send(Arrays.copyOf(bytes, 2 * MIB));
            if (told) {
                Answer progress = exchange.next();
                assertThat(progress.status()).isEqualTo(104);
                assertThat(progress.field("Upload-Offset")).hasValue(Integer.toString(MIB));
                assertThat(progress.field("Location")).isEmpty();
            }
            exchange.send(Arrays.copyOfRange(bytes, 2 * MIB, 3 * MIB));
            assertThat(exchange.answer().status()).isEqualTo(201);
            assertThat(exchange.interims().isEmpty()).isNotEqualTo(told);
        }
    }

    @ParameterizedTest
    @CsvSource({"3,201", "4,201", "5,201", "6,201", "7,204", "8,204", "9,204", ",204"})
    void piecesAreAcknowledgedOneByOneAndAnEmptyRequestCompletes(String interop, int pieceStatus) {
        DraftClient draft = new DraftClient(alice, interop);
        byte[] bytes = TransferClient.bytes(5000, 4);
        String upload = draft.open("pieces");

        Answer first = draft.patch(upload, 0, Arrays.copyOf(bytes, 3000), false);
        Answer second = draft.patch(upload, 3000, Arrays.copyOfRange(bytes, 3000, 5000), false);
        Answer state = draft.head(upload);
        Answer last = draft.patch(upload, 5000, new byte[0], true);

        assertThat(first.status()).isEqualTo(pieceStatus);
        assertThat(first.field("Upload-Offset")).hasValue("3000");
        assertThat(draft.saysComplete(first)).isFalse();
        assertThat(second.field("Upload-Offset")).hasValue("5000");
        assertThat(draft.saysComplete(state)).isFalse();
        assertThat(last.status()).isEqualTo(201);
        assertThat(draft.saysComplete(last)).isTrue();
        assertThat(alice.download("/api/content/pieces").body()).isEqualTo(bytes);
    }

    @Test
    void anOffsetAtTheLengthDoesNotCompleteTheUpload() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("at-length", "Upload-Length", "1000");

        assertThat(draft.patch(upload, 0, new byte[1000], false).status()).isEqualTo(204);

        Answer state = draft.head(upload);
        assertThat(state.field("Upload-Offset")).hasValue("1000");
        assertThat(state.field("Upload-Length")).hasValue("1000");
        assertThat(state.field("Upload-Complete")).hasValue("?0");
        assertThat(alice.get("/api/content/at-length").statusCode()).isEqualTo(404);
        assertThat(draft.patch(upload, 1000, new byte[0], true).status()).isEqualTo(201);
    }

    @Test
    void aMismatchingOffsetIsRejectedWithTheRightOne() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("mismatch");
        draft.patch(upload, 0, new byte[40], false);

        Answer answer = draft.patch(upload, 10, new byte[30], true);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.field("Upload-Offset")).hasValue("40");
        assertThat(answer.field("Upload-Complete")).hasValue("?0");
        assertThat(answer.field("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains(
                        TYPES + "mismatching-upload-offset",
                        "\"expected-offset\":40",
                        "\"provided-offset\":10",
                        "offset_mismatch");
        assertThat(draft.offset(upload)).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({"3,201", "4,201", "5,201", "6,415", "7,415", "8,415", "9,415", ",415"})
    void anAppendIsAPartialUploadSinceDraft04(String interop, int status) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("typed");

        Answer answer = draft.send(
                "PATCH",
                upload,
                new byte[5],
                draft.complete(true)[0],
                draft.complete(true)[1],
                "Upload-Offset",
                "0",
                "Content-Type",
                "application/octet-stream");

        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"3,201,true", "4,201,false", "5,201,false", "6,201,false", "7,400,", "8,400,", ",400,"})
    void anAppendThatDoesNotSayWhetherItCompletesMeansWhatItsDraftSays(String interop, int status, Boolean complete) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("unsaid");

        Answer answer = draft.send(
                "PATCH", upload, new byte[5], "Upload-Offset", "0", "Content-Type", "application/partial-upload");

        assertThat(answer.status()).isEqualTo(status);
        if (complete != null) {
            assertThat(draft.saysComplete(draft.head(upload))).isEqualTo(complete);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5", "6", "8", "9"})
    void aLostFinalAnswerIsGivenAgain(String interop) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("lost");
        Answer first = draft.patch(upload, 0, new byte[500], true);

        Answer state = draft.head(upload);
        Answer again = draft.patch(upload, 500, new byte[0], true);

        assertThat(draft.saysComplete(state)).isTrue();
        assertThat(state.field("Upload-Offset")).hasValue("500");
        assertThat(state.field("Content-Location")).hasValue("/api/content/lost");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.field("ETag")).isEqualTo(first.field("ETag"));
        assertThat(draft.saysComplete(again)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "6,completed-upload",
        "7,completed-upload",
        "8,inconsistent-upload-length",
        "9,inconsistent-upload-length"
    })
    void aCompletedUploadTakesNoMoreBytes(String interop, String type) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("closed");
        draft.patch(upload, 0, new byte[500], true);

        Answer more = draft.patch(upload, 500, new byte[1], true);
        Answer open = draft.patch(upload, 500, new byte[0], false);

        assertThat(more.status()).isEqualTo(400);
        assertThat(more.body()).contains(TYPES + type);
        assertThat(draft.saysComplete(more)).isFalse();
        assertThat(open.status()).isEqualTo(400);
        assertThat(open.body()).contains(TYPES + "completed-upload");
        assertThat(alice.download("/api/content/closed").body()).hasSize(500);
    }

    @Test
    void aChunkedBodyForACompletedUploadIsReadBeforeItIsJudged() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("judged");
        draft.patch(upload, 0, new byte[500], true);

        try (RawExchange empty = draft.begin("PATCH", upload, -1, draft.patchFields(500, true));
                RawExchange full = draft.begin("PATCH", upload, -1, draft.patchFields(500, true))) {
            assertThat(empty.chunk(new byte[0]).answer().status()).isEqualTo(201);
            assertThat(full.chunk(new byte[3]).chunk(new byte[0]).answer().status())
                    .isEqualTo(400);
        }
    }

    @Test
    void anAnswerThatComesLateIsFetchedLater() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("late");
        metadata.holdAnswers();
        try {
            Answer notYet = draft.patch(upload, 0, new byte[10], true);
            assertThat(notYet.status()).isEqualTo(503);
            assertThat(notYet.field("Upload-Complete")).hasValue("?0");
            assertThat(notYet.field("Upload-Offset")).hasValue("10");
        } finally {
            metadata.answer();
        }

        await().until(() -> draft.head(upload).field("Upload-Complete").equals(java.util.Optional.of("?1")));
        assertThat(draft.patch(upload, 10, new byte[0], true).status()).isEqualTo(201);
    }

    @Test
    void aNewerRequestEndsTheOlderOneAndItsOffsetIsUsable() {
        DraftClient draft = new DraftClient(alice, "8");
        byte[] bytes = TransferClient.bytes(2 * MIB, 9);
        String upload = draft.open("newer");

        try (RawExchange hung = draft.begin("PATCH", upload, bytes.length, draft.patchFields(0, true))) {
            hung.send(Arrays.copyOf(bytes, 700_000));
            await().until(() -> writers.received(id(upload)) == 700_000);
            assertThat(draft.offset(upload)).isEqualTo(700_000);
            byte[] rest = Arrays.copyOfRange(bytes, 700_000, bytes.length);
            assertThat(draft.patch(upload, 700_000, rest, true).status()).isEqualTo(201);
            Answer older = hung.answer();
            assertThat(older.status()).isEqualTo(409);
            assertThat(older.field("Upload-Complete")).hasValue("?0");
        }

        assertThat(alice.download("/api/content/newer").body()).isEqualTo(bytes);
    }
}
