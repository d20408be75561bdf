package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.kit.identity.ServiceCredential;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusUploadIT {
    private static final int MIB = 1 << 20;

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    StoreView store;

    @Inject
    FaultyStore faulty;

    @Inject
    ActiveWriters writers;

    @Inject
    ServiceCredential credential;

    private String subject;
    private TransferClient alice;

    @BeforeEach
    void signIn() {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, MIB - 1, MIB, MIB + 1, 3 * MIB, 5 * MIB + 4321})
    void aFileOfAnySizeComesBackAsItWas(int size) {
        byte[] bytes = TransferClient.bytes(size, size);

        String upload = alice.open("dir/größe " + size + ".bin", size);
        if (size > 0) {
            assertThat(alice.patch(upload, 0, bytes).statusCode()).isEqualTo(204);
        }

        assertThat(alice.offset(upload)).isEqualTo(size);
        assertThat(alice.get(upload).body()).contains("COMPLETED", sha256(bytes).hex());
        HttpResponse<byte[]> back = alice.download("/api/content/dir/gr%C3%B6%C3%9Fe%20" + size + ".bin");
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.body()).isEqualTo(bytes);
        assertThat(back.headers().firstValue("Repr-Digest"))
                .hasValue(sha256(bytes).digestField());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_000, MIB - 1, MIB, MIB + 1, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 3 * MIB - 1})
    void aBrokenBodyKeepsEveryByteThatArrivedAndGoesOnThere(int cut) throws IOException {
        byte[] bytes = TransferClient.bytes(3 * MIB, cut);
        String upload = alice.open("cut-" + cut, bytes.length);

        try (BrokenRequest broken = alice.brokenPatch(upload, 0, bytes, cut)) {
            await().until(() -> received(upload) >= cut);
        }
        await().until(() -> alice.offset(upload) == cut);
        try (BrokenRequest again = alice.brokenPatch(
                upload, cut, Arrays.copyOfRange(bytes, cut, bytes.length), (bytes.length - cut) / 2)) {
            await().until(() -> received(upload) >= cut + (bytes.length - cut) / 2);
        }
        long offset = alice.offset(upload);
        assertThat(offset).isGreaterThanOrEqualTo(cut);
        byte[] rest = Arrays.copyOfRange(bytes, (int) offset, bytes.length);
        assertThat(alice.patch(upload, offset, rest).statusCode()).isEqualTo(204);

        assertThat(alice.download("/api/content/cut-" + cut).body()).isEqualTo(bytes);
        assertThat(store.tails(id(upload))).isEmpty();
    }

    @Test
    void manySmallPatchesBecomeOneFile() {
        byte[] bytes = TransferClient.bytes(2 * MIB + 77, 5);
        String upload = alice.open("pieces", bytes.length);

        for (int from = 0; from < bytes.length; from += 300_000) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 300_000));
            assertThat(alice.patch(upload, from, piece).statusCode()).isEqualTo(204);
        }

        assertThat(alice.download("/api/content/pieces").body()).isEqualTo(bytes);
        assertThat(store.tails(id(upload))).isEmpty();
    }

    @Test
    void aNewerRequestTakesOverWhileAnOlderOneHangs() throws IOException {
        byte[] bytes = TransferClient.bytes(2 * MIB, 9);
        String upload = alice.open("takeover", bytes.length);

        try (BrokenRequest hung = alice.brokenPatch(upload, 0, bytes, 700_000)) {
            await().until(() -> received(upload) >= 700_000);
            long offset = alice.offset(upload);
            assertThat(offset).isEqualTo(700_000);
            byte[] rest = Arrays.copyOfRange(bytes, (int) offset, bytes.length);
            assertThat(alice.patch(upload, offset, rest).statusCode()).isEqualTo(204);
            assertThat(hung.statusLine()).contains("409");
        }

        assertThat(alice.download("/api/content/takeover").body()).isEqualTo(bytes);
    }

    @Test
    void aPartThatCannotBeStoredIsToldAlsoToWhoSendsNothingMore() throws IOException {
        byte[] bytes = TransferClient.bytes(3 * MIB, 10);
        String upload = alice.open("full", bytes.length);
        faulty.failWrites(1, ErrorCode.STORE_FULL);

        try (BrokenRequest silent = alice.brokenPatch(upload, 0, bytes, MIB + 10)) {
            assertThat(silent.statusLine()).contains("507");
        }

        long offset = alice.offset(upload);
        byte[] rest = Arrays.copyOfRange(bytes, (int) offset, bytes.length);
        assertThat(alice.patch(upload, offset, rest).statusCode()).isEqualTo(204);
        assertThat(alice.download("/api/content/full").body()).isEqualTo(bytes);
    }

    @Test
    void aWrongOffsetIsToldTheRightOne() {
        String upload = alice.open("offset", 100);
        alice.patch(upload, 0, new byte[40]);

        HttpResponse<String> answer = alice.patch(upload, 10, new byte[10]);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("offset_mismatch", "\"offset\":40");
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 2 * MIB + 5})
    void aWrongChecksumAcknowledgesNothingOfItsRequest(int size) {
        byte[] bytes = TransferClient.bytes(size, 3);
        String upload = alice.open("checked-" + size, size + 500L);
        alice.patch(upload, 0, new byte[500]);

        HttpResponse<String> wrong = alice.patch(
                upload,
                500,
                bytes,
                "Upload-Checksum",
                "sha1 " + Base64.getEncoder().encodeToString(new byte[20]));

        assertThat(wrong.statusCode()).isEqualTo(460);
        assertThat(wrong.body()).contains("checksum_mismatch", "expected", "actual");
        assertThat(alice.offset(upload)).isEqualTo(500);
        assertThat(store.staged(id(upload))).isEmpty();
        assertThat(store.tails(id(upload))).hasSize(1);
        assertThat(alice.patch(upload, 500, bytes, "Upload-Checksum", "crc32c " + crc32c(bytes))
                        .statusCode())
                .isEqualTo(204);
        assertThat(alice.download("/api/content/checked-" + size).body())
                .hasSize(size + 500)
                .endsWith(bytes);
    }

    @Test
    void aWrongPromisedDigestLeavesNothing() {
        byte[] bytes = TransferClient.bytes(2 * MIB + 3, 4);
        String upload = alice.open(
                "wrong",
                bytes.length,
                "Upload-Metadata",
                "path " + TransferClient.base64("wrong") + ",sha256 " + TransferClient.base64("0".repeat(64)));

        HttpResponse<String> answer = alice.patch(upload, 0, bytes);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("digest_mismatch", "0".repeat(64), sha256(bytes).hex());
        assertThat(alice.get("/api/content/wrong").statusCode()).isEqualTo(404);
        assertThat(store.everythingOf(id(upload))).isEmpty();
        assertThat(alice.head(upload).statusCode()).isEqualTo(400);
    }

    @Test
    void cancelEndsARunningWriterAndLeavesNothing() throws IOException {
        byte[] bytes = TransferClient.bytes(3 * MIB, 6);
        String upload = alice.open("cancelled", bytes.length);

        try (BrokenRequest running = alice.brokenPatch(upload, 0, bytes, 2 * MIB + 100)) {
            await().until(() -> received(upload) >= 2 * MIB);
            assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);
            assertThat(running.statusLine()).contains("410");
        }

        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        await().untilAsserted(() -> assertThat(store.everythingOf(id(upload))).isEmpty());
    }

    @Test
    void theLengthMayComeLater() {
        byte[] bytes = TransferClient.bytes(MIB + 10, 8);
        HttpResponse<String> created = alice.send(
                "POST",
                "/api/uploads",
                new byte[0],
                "Upload-Defer-Length",
                "1",
                "Upload-Metadata",
                "filename " + TransferClient.base64("later"));
        String upload = created.headers().firstValue("Location").orElseThrow();

        alice.patch(upload, 0, Arrays.copyOf(bytes, MIB));
        assertThat(alice.head(upload).headers().firstValue("Upload-Defer-Length"))
                .hasValue("1");
        byte[] rest = Arrays.copyOfRange(bytes, MIB, bytes.length);
        assertThat(alice.patch(upload, MIB, rest, "Upload-Length", Integer.toString(bytes.length))
                        .statusCode())
                .isEqualTo(204);

        assertThat(alice.download("/api/content/later").body()).isEqualTo(bytes);
    }

    @Test
    void creationMayCarryTheFirstBytes() {
        byte[] bytes = TransferClient.bytes(5000, 2);

        HttpResponse<String> created = alice.send(
                "POST",
                "/api/uploads",
                bytes,
                "Upload-Length",
                "5000",
                "Upload-Metadata",
                "path " + TransferClient.base64("at-once"),
                "Content-Type",
                "application/offset+octet-stream");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Offset")).hasValue("5000");
        assertThat(alice.download("/api/content/at-once").body()).isEqualTo(bytes);
    }

    @Test
    void theSameIdempotencyKeyFindsTheSameUpload() {
        String first = alice.open("key", 10, "Idempotency-Key", "k1");

        assertThat(alice.open("key", 10, "Idempotency-Key", "k1")).isEqualTo(first);
        HttpResponse<String> other =
                alice.send("POST", "/api/uploads", new byte[0], "Upload-Length", "11", "Idempotency-Key", "k1");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("idempotency_conflict");
    }

    @Test
    void anotherPersonsUploadIsNotThere() {
        String upload = alice.open("secret", 10);
        TransferClient bob = alice.as("bob");

        assertThat(bob.head(upload).statusCode()).isEqualTo(404);
        assertThat(bob.get(upload).statusCode()).isEqualTo(404);
        assertThat(bob.patch(upload, 0, new byte[10]).statusCode()).isEqualTo(404);
        assertThat(bob.send("DELETE", upload, null).statusCode()).isEqualTo(404);
        assertThat(alice.offset(upload)).isZero();
    }

    @Test
    void aSisterServiceSeesTheActiveUploadsOfOneOwnerAndOfEveryone() {
        String mine = alice.open("mine", 5);
        String theirs = alice.as("bob-" + UUID.randomUUID()).open("theirs", 5);
        TransferClient sister = new TransferClient(base, any -> credential.authorization(), "sister");

        assertThat(sister.get("/internal/uploads?owner=" + subject).body())
                .contains(id(mine).toString())
                .doesNotContain(id(theirs).toString());
        assertThat(sister.get("/internal/uploads").body())
                .contains(id(mine).toString(), id(theirs).toString());
        assertThat(sister.get("/internal/uploads?id=" + id(theirs)).body())
                .contains(id(theirs).toString())
                .doesNotContain(id(mine).toString());
        assertThat(sister.get("/internal/uploads?owner=" + subject + "&id=" + id(theirs))
                        .body())
                .isEqualTo("[]");
        assertThat(alice.get("/internal/uploads").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsMalformedIsRefusedWithItsCode() {
        String upload = alice.open("strict", 10);

        assertThat(alice.send("POST", "/api/uploads", new byte[0], "Upload-Length", "-1")
                        .statusCode())
                .isEqualTo(400);
        assertThat(alice.send("POST", "/api/uploads", new byte[0]).statusCode()).isEqualTo(400);
        assertThat(alice.send("POST", "/api/uploads", new byte[0], "Upload-Length", "5", "Upload-Metadata", "a b c")
                        .statusCode())
                .isEqualTo(400);
        assertThat(alice.send("POST", "/api/uploads", new byte[0], "Upload-Length", "999999999999")
                        .statusCode())
                .isEqualTo(413);
        assertThat(alice.send("POST", "/api/uploads", new byte[0], "Upload-Length", "5", "Tus-Resumable", "0.2.2")
                        .statusCode())
                .isEqualTo(412);
        assertThat(alice.send("PATCH", upload, new byte[1], "Upload-Offset", "0")
                        .statusCode())
                .isEqualTo(415);
        assertThat(alice.patch(upload, 0, new byte[1], "Upload-Checksum", "rot13 AAAA")
                        .body())
                .contains("unsupported_digest");
        assertThat(alice.patch(upload, 0, new byte[11]).body()).contains("inconsistent_length");
        assertThat(alice.send("PUT", upload, new byte[1]).statusCode()).isEqualTo(405);
        assertThat(alice.head("/api/uploads/nonsense").statusCode()).isEqualTo(404);
        assertThat(alice.offset(upload)).isZero();
    }

    private long received(String upload) {
        return writers.received(id(upload));
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }

    private static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }

    private static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
