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
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beginning an upload (draft-ietf-httpbis-resumable-upload, "Upload Creation"). */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class DraftCreationIT extends DraftRules {
    @ParameterizedTest
    @ValueSource(strings = {"3", "4", "5", "6", "7", "8", "9"})
    void aCreationIsAnnouncedBeforeItsBodyAndAnsweredAsThePutOfItsFile(String interop) {
        DraftClient draft = new DraftClient(alice, interop);
        byte[] bytes = TransferClient.bytes(40_000, 1);

        try (RawExchange exchange = draft.begin("PUT", "/api/content/announced", bytes.length, draft.complete(true))) {
            Answer announced = exchange.next();
            assertThat(announced.status()).isEqualTo(104);
            assertThat(announced.field("Upload-Draft-Interop-Version")).hasValue(interop);
            String upload = announced.field("Location").orElseThrow();
            assertThat(upload).startsWith("/api/uploads/");
            assertThat(announced.field("Upload-Limit").isPresent()).isEqualTo(Integer.parseInt(interop) >= 6);

            Answer answer = exchange.send(bytes).answer();
            assertThat(answer.status()).isEqualTo(201);
            assertThat(draft.saysComplete(answer)).isTrue();
            assertThat(answer.field("Upload-Offset")).hasValue("40000");
            assertThat(answer.field("Repr-Digest")).hasValue(sha256(bytes).digestField());
            assertThat(answer.field("ETag")).hasValue('"' + sha256(bytes).hex() + '"');
            assertThat(answer.field("Location"))
                    .hasValue(Integer.parseInt(interop) <= 6 ? upload : "/api/content/announced");
            assertThat(answer.body()).contains(sha256(bytes).hex(), "announced");
        }
        assertThat(alice.download("/api/content/announced").body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"2", "10", "8.0", "\"8\"", "eight"})
    void noInterimResponseIsSentWithoutAKnownInteropVersion(String interop) {
        DraftClient draft = new DraftClient(alice, interop);

        try (RawExchange whole = draft.begin("PUT", "/api/content/quiet", 3, "Upload-Complete", "?1");
                RawExchange piece = draft.begin("POST", "/api/content/quiet-2", 3, "Upload-Complete", "?0")) {
            assertThat(whole.send(new byte[3]).next().status()).isEqualTo(201);
            Answer created = piece.send(new byte[3]).next();
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.field("Upload-Complete")).hasValue("?0");
            assertThat(created.field("Location").orElseThrow()).startsWith("/api/uploads/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4", "5", "6", "7", "8", "9"})
    void anInterruptedCreationKeepsWhatArrivedAndIsResumedThere(String interop) {
        DraftClient draft = new DraftClient(alice, interop);
        byte[] bytes = TransferClient.bytes(2 * MIB + 77, 3);
        int cut = MIB + 1000;

        String upload;
        try (RawExchange cutOff = draft.begin("POST", "/api/content/resumed", bytes.length, draft.complete(true))) {
            upload = cutOff.next().field("Location").orElseThrow();
            cutOff.send(Arrays.copyOf(bytes, cut));
            await().until(() -> writers.received(id(upload)) == cut);
        }
        Answer state = draft.head(upload);
        assertThat(state.status()).isEqualTo(204);
        assertThat(state.field("Upload-Offset")).hasValue(Integer.toString(cut));
        assertThat(state.field("Cache-Control")).hasValue("no-store");
        assertThat(draft.saysComplete(state)).isFalse();
        assertThat(state.field("Upload-Length")).hasValue(Integer.toString(bytes.length));

        Answer answer = draft.patch(upload, cut, Arrays.copyOfRange(bytes, cut, bytes.length), true);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(draft.saysComplete(answer)).isTrue();
        assertThat(answer.field("Location")).hasValue("/api/content/resumed");
        assertThat(alice.download("/api/content/resumed").body()).isEqualTo(bytes);
        assertThat(store.tails(id(upload))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5", "6", "8", "9"})
    void anEmptyFileIsOneRequest(String interop) {
        DraftClient draft = new DraftClient(alice, interop);

        Answer created = draft.send("PUT", "/api/content/empty", new byte[0], draft.complete(true));

        assertThat(created.status()).isEqualTo(201);
        assertThat(draft.saysComplete(created)).isTrue();
        assertThat(alice.download("/api/content/empty").body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "?2", "?1, ?0", "\"?1\""})
    void aCompletenessOfAnotherTypeIsIgnored(String value) {
        DraftClient draft = new DraftClient(alice, "8");

        Answer plain = draft.send("PUT", "/api/content/plain", new byte[7], "Upload-Complete", value);

        assertThat(plain.status()).isEqualTo(201);
        assertThat(plain.field("Upload-Complete")).isEmpty();
    }

    @Test
    void aParameterOfAFieldChangesNothing() {
        DraftClient draft = new DraftClient(alice, "8");

        assertThat(draft.send("PUT", "/api/content/parameter", new byte[7], "Upload-Complete", "?1;new=\"one\"")
                        .field("Upload-Complete"))
                .hasValue("?1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/uploads|attachment; filename=\"a b.txt\"|a b.txt",
                "/api/uploads|inline; filename=\"plain\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt|größe.txt",
                "/api/uploads|attachment; filename=../../etc/passwd|passwd",
                "/api/uploads?path=dir%2Fnamed.bin|attachment; filename=x|dir/named.bin",
            })
    void anUploadWithoutAPlaceNamesItsFile(String target, String disposition, String path) {
        DraftClient draft = new DraftClient(alice, "8");

        Answer created =
                draft.send("POST", target, new byte[7], "Upload-Complete", "?1", "Content-Disposition", disposition);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).contains("\"path\":\"" + path + '"');
    }

    @ParameterizedTest
    @CsvSource({",text/x-named", "application/partial-upload,text/x-named", "text/x-own,text/x-own"})
    void aClientThatSpeaksTusTooNamesItsFileAsThere(String contentType, String kept) {
        DraftClient draft = new DraftClient(alice, "6");
        String metadata =
                "path " + TransferClient.base64("dir/näme.txt") + ",filetype " + TransferClient.base64("text/x-named");

        Answer created = contentType == null
                ? draft.send("POST", "/api/uploads", new byte[7], "Upload-Complete", "?1", "Upload-Metadata", metadata)
                : draft.send(
                        "POST",
                        "/api/uploads",
                        new byte[7],
                        "Upload-Complete",
                        "?1",
                        "Upload-Metadata",
                        metadata,
                        "Content-Type",
                        contentType);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).contains("\"path\":\"dir/näme.txt\"", "\"contentType\":\"" + kept + '"');
        assertThat(draft.send("POST", "/api/uploads", new byte[7], "Upload-Complete", "?1", "Upload-Metadata", "path ?")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theContinueIsNotOmittedForAnInterimResponse() {
        DraftClient draft = new DraftClient(alice, "8");

        try (RawExchange exchange =
                draft.begin("PUT", "/api/content/continue", 5, "Upload-Complete", "?1", "Expect", "100-continue")) {
            assertThat(exchange.next().status()).isEqualTo(104);
            assertThat(exchange.next().status()).isEqualTo(100);
            assertThat(exchange.send(new byte[5]).answer().status()).isEqualTo(201);
        }
    }

    @Test
    void aCreationWithTheSameIdempotencyKeyGoesOnWhereItStands() {
        DraftClient draft = new DraftClient(alice, "8");
        String[] fields = {"Upload-Complete", "?1", "Idempotency-Key", "k"};
        String upload;
        try (RawExchange cut = draft.begin("PUT", "/api/content/again", 1000, fields)) {
            upload = cut.next().field("Location").orElseThrow();
            cut.send(new byte[400]);
            await().until(() -> writers.received(id(upload)) == 400);
        }

        await().until(() -> draft.offset(upload) == 400);
        try (RawExchange again = draft.begin("PUT", "/api/content/again", 1000, fields)) {
            assertThat(again.next().field("Location")).hasValue(upload);
            Answer answer = again.answer();
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.field("Upload-Offset")).hasValue("400");
            assertThat(answer.field("Location")).hasValue(upload);
        }
        draft.patch(upload, 400, new byte[600], true);
        Answer replayed = draft.send("PUT", "/api/content/again", new byte[1000], fields);
        assertThat(replayed.status()).isEqualTo(201);
        assertThat(replayed.field("Upload-Complete")).hasValue("?1");
        assertThat(metadata.at(alice.subject(), "again")).hasSize(1);
    }

    @Test
    void aFileWhoseClientTakesNoAnnouncementComesWholeOrNotAtAll() {
        DraftClient draft = new DraftClient(alice, null);

        try (RawExchange cut = draft.begin("PUT", "/api/content/whole", MIB, "Upload-Complete", "?1")) {
            cut.send(new byte[MIB / 2]);
            await().until(() -> alice.get("/api/uploads").body().contains("whole"));
        }

        await().untilAsserted(() -> assertThat(alice.get("/api/uploads").body().toLowerCase(Locale.ROOT))
                .isEqualTo("[]"));
    }
}
