package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.recovery.FinishUploads;
import io.waybill.transfer.storage.PartRules;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension Concatenation of tus 1.0.0, sentence by sentence, and what it leaves to us. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusConcatenationIT {
    private static final int MIB = 1 << 20;

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    FinishUploads finish;

    @Inject
    FaultyStore faults;

    @Inject
    MetadataPeer metadata;

    @Inject
    StoreView store;

    @Inject
    Pool pool;

    private String subject;
    private TransferClient alice;

    @BeforeEach
    void signIn() {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
    }

    @AfterEach
    void mend() {
        faults.cutBy(null);
        faults.failWrites(0, ErrorCode.STORE_UNAVAILABLE);
        metadata.refuseWith(null);
    }

    @Test
    void theServerMustAddConcatenationToTusExtension() {
        assertThat(alice.send("OPTIONS", "/api/uploads", null).headers().firstValue("Tus-Extension"))
                .get()
                .asString()
                .contains("concatenation", "concatenation-unfinished");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePartialsMustBeConcatenatedInTheOrderOfTheList(boolean shares) {
        faults.cutBy(new PartRules(shares ? 1 : MIB, shares));
        byte[] a = TransferClient.bytes(2 * MIB + 11, 1);
        byte[] b = TransferClient.bytes(5, 2);
        byte[] c = TransferClient.bytes(300_000, 3);
        byte[] d = TransferClient.bytes(3 * MIB, 4);
        List<String> partials = List.of(alice.partial(a), alice.partial(b), alice.partial(c), alice.partial(d));

        HttpResponse<String> created = alice.concatenate("in-order", partials);

        assertThat(created.statusCode()).isEqualTo(201);
        byte[] whole = join(a, b, c, d);
        HttpResponse<byte[]> back = alice.download("/api/content/in-order");
        assertThat(back.body()).isEqualTo(whole);
        assertThat(back.headers().firstValue("Repr-Digest"))
                .hasValue(Sha256.of(Sha256Digests.start().digest(whole)).digestField());
    }

    @Test
    void theLengthOfTheFinalMustBeTheSumOfItsPartials() {
        String upload = TransferClient.location(alice.concatenate(
                "sum",
                List.of(alice.partial(new byte[1000]), alice.partial(new byte[0]), alice.partial(new byte[24]))));

        assertThat(alice.head(upload).headers().firstValue("Upload-Length")).hasValue("1024");
    }

    @Test
    void afterConcatenationOffsetAndLengthMustBeSetAndEqual() {
        String upload = TransferClient.location(
                alice.concatenate("equal", List.of(alice.partial(new byte[10]), alice.partial(new byte[20]))));

        HttpResponse<String> head = alice.head(upload);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Upload-Offset")).hasValue("30");
        assertThat(head.headers().firstValue("Upload-Length")).hasValue("30");
    }

    @Test
    void theAnswerToHeadMustIncludeUploadConcatAsItWasReceived() {
        String a = alice.partial(new byte[3]);
        String field = "final;" + a + "  http://elsewhere.example" + a;

        String upload =
                TransferClient.location(alice.send("POST", "/api/uploads", new byte[0], "Upload-Concat", field));

        assertThat(alice.head(a).headers().firstValue("Upload-Concat")).hasValue("partial");
        assertThat(alice.head(upload).headers().firstValue("Upload-Concat")).hasValue(field);
    }

    @Test
    void theAnswerToHeadOfAPartialMustContainTheOffset() {
        String a = alice.openPartial(10);
        assertThat(alice.head(a).headers().firstValue("Upload-Offset")).hasValue("0");

        alice.patch(a, 0, new byte[10]);

        assertThat(alice.head(a).headers().firstValue("Upload-Offset")).hasValue("10");
        assertThat(alice.head(a).headers().firstValue("Upload-Length")).hasValue("10");
    }

    @Test
    void theFinalMayBeCreatedWhileItsPartialsAreOnTheirWay() {
        byte[] a = TransferClient.bytes(MIB + 1, 5);
        byte[] b = TransferClient.bytes(MIB + 2, 6);
        String first = alice.openPartial(a.length);
        String second = alice.openPartial(b.length);

        HttpResponse<String> created = alice.concatenate("early", List.of(first, second));

        String upload = TransferClient.location(created);
        assertThat(created.headers().firstValue("Upload-Offset")).isEmpty();
        assertThat(alice.patch(second, 0, b).statusCode()).isEqualTo(204);
        assertThat(alice.get(upload).body()).contains("\"OPEN\"", "\"final\"");
        assertThat(alice.patch(first, 0, a).statusCode()).isEqualTo(204);
        await().until(() -> alice.get(upload).body().contains("COMPLETED"));
        assertThat(alice.download("/api/content/early").body()).isEqualTo(join(a, b));
    }

    @Test
    void headOfAnUnfinishedFinalHasNoOffsetAndItsLengthOnceThatCanBeCalculated() {
        String a = alice.partial(new byte[7]);
        String deferred = TransferClient.location(alice.send(
                "POST", "/api/uploads", new byte[0], "Upload-Concat", "partial", "Upload-Defer-Length", "1"));
        String upload = TransferClient.location(alice.concatenate("later", List.of(a, deferred, a)));

        HttpResponse<String> unknown = alice.head(upload);
        alice.patch(deferred, 0, new byte[2], "Upload-Length", "6");
        HttpResponse<String> known = alice.head(upload);

        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(unknown.headers().firstValue("Upload-Offset")).isEmpty();
        assertThat(unknown.headers().firstValue("Upload-Length")).isEmpty();
        assertThat(known.headers().firstValue("Upload-Offset")).isEmpty();
        assertThat(known.headers().firstValue("Upload-Length")).hasValue("20");
    }

    @Test
    void theServerMustAnswer403ToPatchOnAFinalAndNotModifyIt() {
        byte[] a = TransferClient.bytes(50, 7);
        String partial = alice.openPartial(50);
        String upload = TransferClient.location(alice.concatenate("closed", List.of(partial)));

        HttpResponse<String> early = alice.patch(upload, 0, new byte[50]);
        alice.patch(partial, 0, a);
        await().until(() -> alice.get(upload).body().contains("COMPLETED"));
        HttpResponse<String> late = alice.patch(upload, 50, new byte[50]);

        assertThat(early.statusCode()).isEqualTo(403);
        assertThat(early.body()).contains("forbidden");
        assertThat(late.statusCode()).isEqualTo(403);
        assertThat(alice.download("/api/content/closed").body()).isEqualTo(a);
    }

    @Test
    void theMetadataOfPartialsShallNotBeTransferred() {
        String partial = TransferClient.location(alice.send(
                "POST",
                "/api/uploads",
                new byte[0],
                "Upload-Concat",
                "partial",
                "Upload-Length",
                "0",
                "Upload-Metadata",
                "path " + TransferClient.base64("of-the-partial") + ",filetype " + TransferClient.base64("text/x")));

        String upload = TransferClient.location(alice.concatenate("of-the-final", List.of(partial)));

        assertThat(alice.head(upload).headers().firstValue("Upload-Metadata"))
                .hasValue("path " + TransferClient.base64("of-the-final"));
        assertThat(alice.get(upload).body()).contains("of-the-final").doesNotContain("text/x");
        assertThat(alice.get("/api/content/of-the-partial").statusCode()).isEqualTo(404);
    }

    @Test
    void theSamePartialMayBePresentSeveralTimesAndInSeveralFinals() {
        byte[] a = TransferClient.bytes(MIB + 3, 8);
        String partial = alice.partial(a);

        assertThat(alice.concatenate("twice", List.of(partial, partial)).statusCode())
                .isEqualTo(201);
        assertThat(alice.concatenate("once", List.of(partial)).statusCode()).isEqualTo(201);

        assertThat(alice.download("/api/content/twice").body()).isEqualTo(join(a, a));
        assertThat(alice.download("/api/content/once").body()).isEqualTo(a);
    }

    @Test
    void aPartialIsNoFileAndNothingIsToldOfIt() {
        String partial = alice.partial(new byte[4]);

        assertThat(alice.get(partial).body()).contains("COMPLETED", "\"partial\"");
        assertThat(metadata.at(subject, "upload-" + id(partial))).isEmpty();
        assertThat(count(
                        "select count(*) from outbox where subject = $1",
                        id(partial).toString()))
                .isZero();
    }

    @Test
    void emptyPartialsMakeAnEmptyFile() {
        String upload = TransferClient.location(
                alice.concatenate("empty", List.of(alice.partial(new byte[0]), alice.partial(new byte[0]))));

        assertThat(alice.offset(upload)).isZero();
        assertThat(alice.download("/api/content/empty").body()).isEmpty();
    }

    @Test
    void manyTinyPartialsMakeOneFile() {
        faults.cutBy(new PartRules(MIB, false));
        byte[] whole = TransferClient.bytes(40 * 70_000, 9);
        List<String> partials = IntStream.range(0, 40)
                .mapToObj(i -> alice.partial(Arrays.copyOfRange(whole, i * 70_000, (i + 1) * 70_000)))
                .toList();

        assertThat(alice.concatenate("tiny", partials).statusCode()).isEqualTo(201);

        assertThat(alice.download("/api/content/tiny").body()).isEqualTo(whole);
    }

    @Test
    void anotherPersonsPartialIsNotThere() {
        String foreign = alice.as("bob").partial(new byte[3]);

        HttpResponse<String> refused = alice.concatenate("stolen", List.of(foreign));
        HttpResponse<String> absent = alice.concatenate("stolen", List.of("/api/uploads/" + UUID.randomUUID()));

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(refused.body().replaceAll("[0-9a-f-]{36}", ""))
                .isEqualTo(absent.body().replaceAll("[0-9a-f-]{36}", ""));
        assertThat(alice.get("/api/content/stolen").statusCode()).isEqualTo(404);
    }

    @Test
    void whatCannotBeConcatenatedIsRefusedWithItsCode() {
        String partial = alice.partial(new byte[3]);
        String ordinary = alice.open("ordinary", 3);
        String ended = alice.openPartial(3);
        alice.send("DELETE", ended, null);

        assertThat(alice.concatenate("x", List.of(ordinary)).statusCode()).isEqualTo(400);
        assertThat(alice.concatenate("x", List.of("/api/uploads/nonsense")).statusCode())
                .isEqualTo(400);
        assertThat(alice.concatenate("x", List.of()).statusCode()).isEqualTo(400);
        assertThat(alice.concatenate("x", Collections.nCopies(501, partial)).statusCode())
                .isEqualTo(400);
        assertThat(alice.concatenate("x", List.of(partial), "Upload-Length", "3")
                        .statusCode())
                .isEqualTo(400);
        assertThat(alice.send(
                                "POST",
                                "/api/uploads",
                                new byte[3],
                                "Upload-Concat",
                                "final;" + partial,
                                "Content-Type",
                                "application/offset+octet-stream")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> gone = alice.concatenate("x", List.of(partial, ended));
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("partial_gone");
        List<String> tooLong = Collections.nCopies(3, alice.openPartial(30L * MIB));
        assertThat(alice.concatenate("x", tooLong).statusCode()).isEqualTo(413);
        assertThat(alice.get("/api/content/x").statusCode()).isEqualTo(404);
    }

    @Test
    void aPartialThatEndsTakesTheWaitingFinalWithIt() {
        String a = alice.partial(TransferClient.bytes(MIB + 1, 10));
        String b = alice.openPartial(10);
        String upload = TransferClient.location(alice.concatenate("broken", List.of(a, b)));

        assertThat(alice.send("DELETE", b, null).statusCode()).isEqualTo(204);

        await().until(() -> alice.get(upload).body().contains("FAILED"));
        assertThat(alice.get(upload).body()).contains("partial_gone");
        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        assertThat(alice.head(a).statusCode()).isEqualTo(200);
        assertThat(store.everythingOf(id(upload))).isEmpty();
    }

    @Test
    void aWholePartialMayBeTerminatedAndLeavesNothing() {
        String a = alice.partial(TransferClient.bytes(MIB + 1, 11));
        String upload = TransferClient.location(alice.concatenate("broken", List.of(a, alice.openPartial(10))));

        assertThat(alice.send("DELETE", a, null).statusCode()).isEqualTo(204);

        assertThat(alice.head(a).statusCode()).isEqualTo(410);
        assertThat(store.everythingOf(id(a))).isEmpty();
        await().until(() -> alice.get(upload).body().contains("FAILED"));
    }

    @Test
    void aFinalCanBeTerminatedWhileItWaits() {
        String a = alice.partial(new byte[5]);
        String b = alice.openPartial(5);
        String upload = TransferClient.location(alice.concatenate("given-up", List.of(a, b)));

        assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);
        assertThat(alice.patch(b, 0, new byte[5]).statusCode()).isEqualTo(204);

        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        assertThat(alice.get("/api/content/given-up").statusCode()).isEqualTo(404);
        assertThat(alice.head(b).statusCode()).isEqualTo(200);
    }

    @Test
    void partialsExpireButNotWhileAFileWaitsForThem() {
        String a = alice.partial(TransferClient.bytes(MIB + 9, 12));
        String b = alice.openPartial(5);
        String upload = TransferClient.location(alice.concatenate("patient", List.of(a, b)));
        sql("update upload set expires_at = now() - interval '1 hour' where id in ($1, $2)", id(a), id(upload));

        expire();
        assertThat(alice.head(a).statusCode()).isEqualTo(200);
        assertThat(alice.head(upload).statusCode()).isEqualTo(200);
        sql("update upload set expires_at = now() - interval '1 hour' where id = $1", id(b));
        expire();

        assertThat(alice.head(b).statusCode()).isEqualTo(410);
        await().until(() -> alice.get(upload).body().contains("partial_gone"));
        expire();
        assertThat(alice.head(a).statusCode()).isEqualTo(410);
        assertThat(store.everythingOf(id(a))).isEmpty();
    }

    @Test
    void partialsAreRemovedAWhileAfterTheirFileIsThere() {
        byte[] bytes = TransferClient.bytes(2 * MIB + 9, 13);
        String a = alice.partial(bytes);
        String upload = TransferClient.location(alice.concatenate("kept", List.of(a)));

        expire();
        assertThat(alice.head(a).statusCode()).isEqualTo(200);
        sql("update upload set updated_at = now() - interval '1 hour' where id = $1", id(upload));
        expire();

        assertThat(alice.head(a).statusCode()).isEqualTo(410);
        assertThat(store.everythingOf(id(a))).isEmpty();
        assertThat(alice.download("/api/content/kept").body()).isEqualTo(bytes);
    }

    @Test
    void theSameIdempotencyKeyFindsTheSameFinal() {
        String a = alice.partial(new byte[5]);

        String first = TransferClient.location(alice.concatenate("key", List.of(a), "Idempotency-Key", "k"));
        String second = TransferClient.location(alice.concatenate("key", List.of(a), "Idempotency-Key", "k"));

        assertThat(second).isEqualTo(first);
        assertThat(alice.concatenate("key", List.of(a, a), "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(409);
        assertThat(metadata.at(subject, "key")).hasSize(1);
    }

    @Test
    void theSameIdempotencyKeyFindsTheFinalWhosePartialsAreGone() {
        String a = alice.partial(new byte[5]);
        String first = TransferClient.location(alice.concatenate("gone", List.of(a), "Idempotency-Key", "g"));
        sql("update upload set updated_at = now() - interval '1 hour' where id = $1", id(first));
        expire();
        assertThat(alice.head(a).statusCode()).isEqualTo(410);

        String second = TransferClient.location(alice.concatenate("gone", List.of(a), "Idempotency-Key", "g"));

        assertThat(second).isEqualTo(first);
        assertThat(alice.concatenate("gone", List.of(a), "Idempotency-Key", "other")
                        .statusCode())
                .isEqualTo(410);
        assertThat(metadata.at(subject, "gone")).hasSize(1);
    }

    @Test
    void aWrongPromisedDigestRefusesTheFileAndKeepsThePartials() {
        String a = alice.partial(TransferClient.bytes(MIB + 5, 14));

        HttpResponse<String> refused = alice.concatenate(
                "wrong",
                List.of(a),
                "Upload-Metadata",
                "path " + TransferClient.base64("wrong") + ",sha256 " + TransferClient.base64("0".repeat(64)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("digest_mismatch", "expected", "actual");
        assertThat(alice.get("/api/content/wrong").statusCode()).isEqualTo(404);
        assertThat(alice.head(a).statusCode()).isEqualTo(200);
    }

    @Test
    void whileTheStoreIsAwayTheFileWaitsAndIsPutTogetherLater() {
        byte[] bytes = TransferClient.bytes(2 * MIB + 5, 15);
        String a = alice.partial(bytes);
        faults.failWrites(100, ErrorCode.STORE_UNAVAILABLE);

        String upload = TransferClient.location(alice.concatenate("later", List.of(a)));
        assertThat(alice.head(upload).headers().firstValue("Upload-Offset")).isEmpty();
        faults.failWrites(0, ErrorCode.STORE_UNAVAILABLE);

        await().until(() -> {
            StoreView.await(finish.concatenations());
            return alice.get(upload).body().contains("COMPLETED");
        });
        assertThat(alice.download("/api/content/later").body()).isEqualTo(bytes);
    }

    @Test
    void aPartialCompletedByHeadAloneIsAPartialToo() {
        String a = alice.openPartial(0);
        byte[] bytes = TransferClient.bytes(10, 16);
        String b = alice.openPartial(10);
        alice.patch(b, 0, bytes);
        sql("update upload set state = 'COMMITTING', lease_until = null where id = $1", id(b));

        assertThat(alice.offset(b)).isEqualTo(10);
        assertThat(alice.offset(a)).isZero();
        assertThat(alice.get(b).body()).contains("COMPLETED");
    }

    private void expire() {
        StoreView.await(finish.expiries());
    }

    private void sql(String statement, UUID... ids) {
        StoreView.await(pool.preparedQuery(statement).execute(Tuple.wrap((Object[]) ids)));
    }

    private long count(String query, String value) {
        return StoreView.await(pool.preparedQuery(query).execute(Tuple.of(value)))
                .iterator()
                .next()
                .getLong(0);
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            whole.writeBytes(piece);
        }
        return whole.toByteArray();
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }
}
