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
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class OneShotIT {
    private static final int MIB = 1 << 20;

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    MetadataPeer metadata;

    @Inject
    FaultyStore faults;

    @Inject
    StoreView store;

    @Inject
    SlabPool slabs;

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
        metadata.refuseWith(null);
        metadata.answer();
        faults.failWrites(0, ErrorCode.STORE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_240, 256 << 10, (256 << 10) + 1, MIB, 3 * MIB + 17})
    void aFileOfKnownLengthBecomesAVersion(int size) {
        byte[] bytes = TransferClient.bytes(size, size);

        HttpResponse<String> answer = alice.put(
                "a/b%20%E2%82%AC.txt",
                bytes,
                "Content-Type",
                "text/plain",
                "Repr-Digest",
                sha256(bytes).digestField());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("ETag"))
                .hasValue('"' + sha256(bytes).hex() + '"');
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/content/a/b%20%E2%82%AC.txt");
        assertThat(answer.body()).contains("\"path\":\"a/b €.txt\"", "\"version\":1");
        assertThat(alice.download("/api/content/a/b%20%E2%82%AC.txt").body()).isEqualTo(bytes);
        assertThat(alice.get("/api/uploads").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 2 * MIB + 1})
    void aFileOfUnknownLengthBecomesAVersion(int size) throws Exception {
        byte[] bytes = TransferClient.bytes(size, size);

        HttpResponse<String> answer = alice.stream(
                "PUT",
                "/api/content/unknown",
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/unknown").body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2 * MIB})
    void aWrongDigestIsRefusedWithBothAndLeavesNothing(int size) {
        byte[] bytes = TransferClient.bytes(size, 1);

        HttpResponse<String> answer = alice.put("wrong", bytes, "Repr-Digest", Sha256.OF_NOTHING.digestField());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "digest_mismatch",
                        Sha256.OF_NOTHING.hex(),
                        sha256(bytes).hex());
        assertThat(alice.get("/api/content/wrong").statusCode()).isEqualTo(404);
        uploads().forEach(id -> assertThat(store.everythingOf(id)).isEmpty());
    }

    @Test
    void aBrokenBodyLeavesNothing() throws Exception {
        byte[] bytes = TransferClient.bytes(3 * MIB, 1);

        try (BrokenRequest broken = new BrokenRequest(
                "PUT",
                base.resolve("/api/content/broken"),
                Map.of("Authorization", alice.authorization()),
                bytes,
                2 * MIB + 5)) {
            await().until(() -> !uploads().isEmpty());
        }

        await().until(() -> alice.get("/api/uploads/" + uploads().get(0)).body().contains("CANCELLED"));
        await().untilAsserted(
                        () -> assertThat(store.everythingOf(uploads().get(0))).isEmpty());
    }

    @Test
    void aClientThatWaitsIsRefusedBeforeItSendsAnything() throws Exception {
        alice.put("taken", new byte[5]);

        try (BrokenRequest waiting = new BrokenRequest(
                "PUT",
                base.resolve("/api/content/taken"),
                Map.of("Authorization", alice.authorization(), "Expect", "100-continue", "If-None-Match", "*"),
                new byte[2 * MIB],
                0)) {
            assertThat(waiting.statusLine()).contains("412");
        }
        try (BrokenRequest waiting = new BrokenRequest(
                "PUT",
                base.resolve("/api/content/free"),
                Map.of("Authorization", alice.authorization(), "Expect", "100-continue"),
                new byte[2 * MIB],
                0)) {
            assertThat(waiting.statusLine()).contains("100");
        }
    }

    @Test
    void whatCannotBeTakenIsRefusedWithItsCode() {
        assertThat(alice.put("x?conflict=nonsense", new byte[1]).statusCode()).isEqualTo(400);
        assertThat(alice.put("a//b", new byte[1]).body()).contains("invalid_path");
        assertThat(alice.put("a/%2e%2e/b", new byte[1]).body()).contains("invalid_path");
        assertThat(alice.put("bad%ff", new byte[1]).body()).contains("invalid_path");
        assertThat(alice.put("big", new byte[65 * MIB]).statusCode()).isEqualTo(413);
        assertThat(alice.put("x", new byte[1], "Authorization", "Bearer nonsense")
                        .statusCode())
                .isEqualTo(401);
        alice.put("once?conflict=reject", new byte[1]);
        assertThat(alice.put("once?conflict=reject", new byte[1]).body()).contains("path_conflict");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2 * MIB})
    void theSameKeyGetsTheSameVersionAgain(int size) {
        byte[] bytes = TransferClient.bytes(size, 1);

        String first = alice.put("again", bytes, "Idempotency-Key", "k").body();

        assertThat(alice.put("again", bytes, "Idempotency-Key", "k").body()).isEqualTo(first);
        assertThat(metadata.at(subject, "again")).hasSize(1);
    }

    @Test
    void aStoreThatIsAwayForAMomentIsNotNoticed() {
        byte[] bytes = TransferClient.bytes(2 * MIB, 1);
        faults.failWrites(2, ErrorCode.STORE_UNAVAILABLE);

        assertThat(alice.put("moment", bytes).statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/moment").body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2 * MIB})
    void aFullStoreIsToldAndLeavesNothing(int size) {
        faults.failWrites(1000, ErrorCode.STORE_FULL);

        HttpResponse<String> answer = alice.put("full", TransferClient.bytes(size, 1));
        faults.failWrites(0, ErrorCode.STORE_FULL);

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.headers().firstValue("Retry-After")).contains("60");
        await().untilAsserted(() ->
                uploads().forEach(id -> assertThat(store.everythingOf(id)).isEmpty()));
    }

    @Test
    void whileMetadataIsAwayTheBytesAreKeptAndTheSameKeyJoinsLater() {
        byte[] bytes = TransferClient.bytes(5000, 1);
        metadata.refuseWith(ErrorCode.UNAVAILABLE);

        HttpResponse<String> away = alice.put("later", bytes, "Idempotency-Key", "j");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        metadata.refuseWith(null);

        await().until(() -> alice.put("later", bytes, "Idempotency-Key", "j").statusCode() == 201);
        assertThat(metadata.at(subject, "later")).hasSize(1);
        assertThat(alice.download("/api/content/later").body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_CONFLICT", "PRECONDITION_FAILED", "INVALID_PATH", "MALFORMED_REQUEST", "TOO_LARGE"})
    void aFinalRefusalFailsTheUploadAndLeavesNothing(ErrorCode refusal) {
        metadata.refuseWith(refusal);

        assertThat(alice.put("refused", new byte[2 * MIB]).statusCode()).isEqualTo(refusal.status());

        assertThat(alice.get("/api/uploads/" + uploads().get(0)).body()).contains("FAILED", refusal.code());
        assertThat(store.everythingOf(uploads().get(0))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "INTERNAL", "DATABASE_UNAVAILABLE"})
    void aFailureOfOursIsTriedAgainAndNeverCostsTheBytes(ErrorCode failure) {
        byte[] bytes = TransferClient.bytes(2 * MIB, 1);
        metadata.refuseWith(failure);

        HttpResponse<String> away = alice.put("ours", bytes, "Idempotency-Key", "o");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(alice.get("/api/uploads/" + uploads().get(0)).body()).contains("COMMITTING");
        metadata.refuseWith(null);

        await().until(() -> alice.put("ours", bytes, "Idempotency-Key", "o").statusCode() == 201);
        assertThat(alice.download("/api/content/ours").body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2 * MIB})
    void aClientWaitsForTheCommitNoLongerThanAgreedAndTheCommitGoesOn(int size) {
        metadata.holdAnswers();

        HttpResponse<String> waited = alice.put("slow", TransferClient.bytes(size, 1));
        assertThat(waited.statusCode()).isEqualTo(503);
        assertThat(waited.body()).contains("\"unavailable\"");
        assertThat(waited.headers().firstValue("Retry-After")).isPresent();
        metadata.answer();

        await().until(() -> alice.get("/api/uploads/" + uploads().get(0)).body().contains("COMPLETED"));
        assertThat(metadata.at(subject, "slow")).hasSize(1);
    }

    @Test
    void digestFieldsAreReadAsDictionaries() {
        byte[] bytes = TransferClient.bytes(100, 1);
        String right = sha256(bytes).digestField();

        assertThat(alice.put("two", bytes, "Content-Digest", "sha-512=:AAAA:, " + right)
                        .statusCode())
                .isEqualTo(201);
        assertThat(alice.put("other", bytes, "Repr-Digest", "md5=:AAAA:").body())
                .contains("unsupported_digest");
        assertThat(alice.put("none", bytes, "Repr-Digest", "nonsense " + right).body())
                .contains("malformed_request");
    }

    @Test
    void aFieldOfAnotherProtocolIsNoneOfItsBusiness() {
        assertThat(alice.put("plain.txt", new byte[5], "Upload-Metadata", "filetype ?")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void manyUploadsAtOnceShareTooLittleMemoryAndAllFinish() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(24);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 72; i++) {
                int number = i;
                byte[] bytes = TransferClient.bytes(i % 3 == 0 ? 10_240 : MIB + i * 1000, i);
                answers.add(
                        clients.submit(() -> alice.put("many/" + number, bytes).statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(alice.download("/api/content/many/71").body()).isEqualTo(TransferClient.bytes(MIB + 71_000, 71));
        await().until(() -> slabs.usedBytes() == 0);
    }

    @Test
    void uploadsThatHangGiveTheirMemoryToThoseThatMove() throws Exception {
        List<BrokenRequest> hung = new ArrayList<>();
        byte[] bytes = TransferClient.bytes(MIB, 1);
        List<String> uploads = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                uploads.add(alice.open("hung/" + i, bytes.length));
                hung.add(alice.brokenPatch(uploads.get(i), 0, bytes, 600_000));
            }

            assertThat(alice.put("moves", TransferClient.bytes(4 * MIB, 2)).statusCode())
                    .isEqualTo(201);
        } finally {
            for (BrokenRequest request : hung) {
                request.close();
            }
        }
        for (String upload : uploads) {
            await().until(() -> alice.offset(upload) > 0);
            int offset = (int) alice.offset(upload);
            byte[] rest = Arrays.copyOfRange(bytes, offset, bytes.length);
            assertThat(alice.patch(upload, offset, rest).statusCode()).isEqualTo(204);
        }
        assertThat(alice.download("/api/content/hung/7").body()).isEqualTo(bytes);
        await().until(() -> slabs.usedBytes() == 0);
    }

    private List<UUID> uploads() {
        List<UUID> ids = new ArrayList<>();
        StoreView.await(pool.preparedQuery("select id from upload where owner = $1")
                        .execute(Tuple.of(subject)))
                .forEach(row -> ids.add(row.getUUID(0)));
        return ids;
    }

    private static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }
}
