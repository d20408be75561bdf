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

/** Asking about an upload, ending it, and taking turns with tus. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class DraftStateIT extends DraftRules {
    @ParameterizedTest
    @CsvSource({"3,404", "6,404", "7,410", "8,410", "9,410", ",410"})
    void deleteEndsTheUploadAndItsRunningRequest(String interop, int gone) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("cancelled");

        try (RawExchange running = draft.begin("PATCH", upload, 2 * MIB, draft.patchFields(0, true))) {
            running.send(new byte[MIB + 500_000]);
            await().until(() -> writers.received(id(upload)) == MIB + 500_000);
            assertThat(draft.send("DELETE", upload, new byte[0]).status()).isEqualTo(204);
            assertThat(running.answer().status()).isEqualTo(gone);
        }

        assertThat(draft.head(upload).status()).isEqualTo(gone);
        await().untilAsserted(() -> assertThat(store.everythingOf(id(upload))).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"3,400", "4,400", "5,400", "6,400", "7,204", "8,204", ",204"})
    void aQuestionThatStatesAnOffsetIsRejectedUpToDraft05(String interop, int status) {
        DraftClient draft = new DraftClient(alice, interop);
        String upload = draft.open("asked");

        assertThat(draft.send("HEAD", upload, new byte[0], "Upload-Offset", "0").status())
                .isEqualTo(status);
        assertThat(draft.send("DELETE", upload, new byte[0], draft.complete(true))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void whatTusBeganTheDraftFinishes() {
        byte[] bytes = TransferClient.bytes(3000, 11);
        String upload = alice.open("tus-then-draft", bytes.length);
        alice.patch(upload, 0, Arrays.copyOf(bytes, 1000));
        DraftClient draft = new DraftClient(alice, "8");

        assertThat(draft.offset(upload)).isEqualTo(1000);
        Answer last = draft.patch(upload, 1000, Arrays.copyOfRange(bytes, 1000, 3000), true);

        assertThat(last.status()).isEqualTo(201);
        assertThat(alice.offset(upload)).isEqualTo(3000);
        assertThat(alice.download("/api/content/tus-then-draft").body()).isEqualTo(bytes);
    }

    @Test
    void whatTheDraftBeganTusFinishes() {
        byte[] bytes = TransferClient.bytes(3000, 12);
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("draft-then-tus", "Upload-Length", "3000");
        draft.patch(upload, 0, Arrays.copyOf(bytes, 1000), false);

        assertThat(alice.offset(upload)).isEqualTo(1000);
        assertThat(alice.patch(upload, 1000, Arrays.copyOfRange(bytes, 1000, 3000))
                        .statusCode())
                .isEqualTo(204);

        assertThat(draft.saysComplete(draft.head(upload))).isTrue();
        assertThat(draft.patch(upload, 3000, new byte[0], true).status()).isEqualTo(201);
        assertThat(alice.download("/api/content/draft-then-tus").body()).isEqualTo(bytes);
    }

    @Test
    void theStateIsInTheAnswerToGetToo() {
        DraftClient draft = new DraftClient(alice, "8");
        String upload = draft.open("got", "Upload-Length", "30");
        draft.patch(upload, 0, new byte[10], false);

        Answer named = draft.send("GET", upload, new byte[0]);
        Answer plain = new DraftClient(alice, null).send("GET", upload, new byte[0]);

        for (Answer answer : new Answer[] {named, plain}) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("Upload-Offset")).hasValue("10");
            assertThat(answer.field("Upload-Complete")).hasValue("?0");
            assertThat(answer.field("Upload-Length")).hasValue("30");
            assertThat(answer.field("Upload-Limit")).isPresent();
            assertThat(answer.body()).contains("OPEN");
        }
    }

    @Test
    void anotherPersonsUploadIsNotThere() {
        String upload = new DraftClient(alice, "8").open("secret");
        DraftClient bob = new DraftClient(alice.as("bob"), "8");

        assertThat(bob.head(upload).status()).isEqualTo(404);
        assertThat(bob.patch(upload, 0, new byte[1], true).status()).isEqualTo(404);
        assertThat(bob.send("DELETE", upload, new byte[0]).status()).isEqualTo(404);
    }
}
