package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.recovery.FinishUploads;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.DraftClient;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.PartsClient;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F-23: what a file is, where its client does not say it, is seen from its first bytes, whichever way they come. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class MediaTypeIT {
    private static final int MIB = 1 << 20;
    private static final String PNG = "image/png";
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    MetadataPeer metadata;

    @Inject
    FinishUploads finish;

    @Inject
    ActiveWriters writers;

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
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 256 << 10, (256 << 10) + 1, MIB, 2 * MIB + 5})
    void aWholeFileIsWhatItsFirstBytesSay(int size) {
        HttpResponse<String> answer = alice.put("picture", png(size));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(type("picture")).isEqualTo(PNG);
        HttpResponse<byte[]> back = alice.download("/api/content/picture");
        assertThat(back.headers().firstValue("Content-Type")).hasValue(PNG);
        assertThat(back.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        assertThat(back.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2 * MIB})
    void soIsOneOfUnknownLength(int size) throws Exception {
        byte[] bytes = png(size);

        alice.stream(
                "PUT", "/api/content/unknown", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

        assertThat(type("unknown")).isEqualTo(PNG);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, text/plain",
        "application/octet-stream, image/png",
        "Application/Octet-Stream; a=b, image/png"
    })
    void aTypeThatSaysSomethingStaysAsItIs(String declared, String type) {
        alice.put("declared", png(1000), "Content-Type", declared);
        alice.put("declared-large", png(2 * MIB), "Content-Type", declared);

        assertThat(type("declared")).isEqualTo(type);
        assertThat(type("declared-large")).isEqualTo(type);
    }

    @Test
    void anEmptyFileIsWhatItIsCalled() {
        alice.put("empty.csv", new byte[0]);

        assertThat(type("empty.csv")).isEqualTo("text/csv");
    }

    @Test
    void anUploadThatBreaksOffWithinItsFirstBytesIsSeenWhole() throws Exception {
        byte[] bytes = png(2 * MIB + 9);
        String upload = alice.open("resumed", bytes.length);

        try (BrokenRequest broken = alice.brokenPatch(upload, 0, bytes, 5)) {
            Awaitility.await().until(() -> writers.received(DraftRules.id(upload)) == 5);
        }
        Awaitility.await().until(() -> alice.offset(upload) == 5);
        assertThat(alice.patch(upload, 5, Arrays.copyOfRange(bytes, 5, 4000)).statusCode())
                .isEqualTo(204);
        assertThat(noted(upload)).isNull();
        assertThat(alice.patch(upload, 4000, Arrays.copyOfRange(bytes, 4000, MIB + 4000))
                        .statusCode())
                .isEqualTo(204);
        assertThat(noted(upload)).isEqualTo(PNG);
        alice.patch(upload, MIB + 4000, Arrays.copyOfRange(bytes, MIB + 4000, bytes.length));

        assertThat(type("resumed")).isEqualTo(PNG);
    }

    @Test
    void aShortUploadInPiecesIsSeenWhole() {
        byte[] bytes = png(3000);
        String upload = alice.open("short", bytes.length);

        alice.patch(upload, 0, Arrays.copyOf(bytes, 4));
        alice.patch(upload, 4, Arrays.copyOfRange(bytes, 4, bytes.length));

        assertThat(type("short")).isEqualTo(PNG);
    }

    @Test
    void piecesUnderAChecksumAreSeenToo() {
        byte[] bytes = png(2 * MIB);
        String upload = alice.open("checked", bytes.length);
        String wrong = "sha256 " + TransferClient.base64("x".repeat(32));

        assertThat(alice.patch(upload, 0, bytes, "Upload-Checksum", wrong).statusCode())
                .isEqualTo(460);
        assertThat(noted(upload)).isNull();
        alice.patch(upload, 0, bytes);

        assertThat(type("checked")).isEqualTo(PNG);
    }

    @Test
    void aFileInPiecesOfTheDraftIsSeen() {
        DraftClient draft = new DraftClient(alice, "8");
        byte[] bytes = png(MIB + 7);
        String upload = draft.open("draft");

        draft.patch(upload, 0, Arrays.copyOf(bytes, 3), false);
        draft.patch(upload, 3, Arrays.copyOfRange(bytes, 3, bytes.length), true);

        assertThat(type("draft")).isEqualTo(PNG);
    }

    @Test
    void numberedPartsInAnyOrderAreSeenWhenTheyAreTogether() {
        PartsClient client = new PartsClient(alice);
        byte[] bytes = png(2 * MIB + 11);
        String upload = client.open("parts", bytes.length);

        client.put(upload, 3, PartsClient.part(bytes, MIB, 3));
        client.put(upload, 2, PartsClient.part(bytes, MIB, 2));
        client.put(upload, 1, PartsClient.part(bytes, MIB, 1));
        assertThat(client.complete(upload).statusCode()).isBetween(200, 201);
        client.complete(client.open("no-parts.csv", 0));

        assertThat(type("parts")).isEqualTo(PNG);
        assertThat(type("no-parts.csv")).isEqualTo("text/csv");
    }

    @Test
    void aFileThatIsPutTogetherIsSeenAndItsPiecesAreNot() {
        byte[] bytes = png(MIB + 100);
        String first = alice.partial(Arrays.copyOf(bytes, 6));
        String second = alice.partial(Arrays.copyOfRange(bytes, 6, bytes.length));

        alice.concatenate("together", List.of(first, second));

        assertThat(type("together")).isEqualTo(PNG);
        assertThat(noted(first)).isNull();
        assertThat(noted(second)).isNull();
    }

    @Test
    void everyFileOfABatchIsSeen() {
        byte[] form = """
                --b
                Content-Disposition: form-data; name="f"; filename="a.txt"
                Content-Type: application/octet-stream

                words
                --b
                Content-Disposition: form-data; name="f"; filename="page"

                <!DOCTYPE html><html></html>
                --b--
                """.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

        alice.send("POST", "/api/batch", form, "Content-Type", "multipart/form-data; boundary=b");

        assertThat(type("a.txt")).isEqualTo("text/plain");
        assertThat(type("page")).isEqualTo("text/html");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2 * MIB})
    void aCommitThatAnotherGoesOnWithHasTheTypeThatWasSeen(int size) {
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        assertThat(alice.put("later", png(size)).statusCode()).isEqualTo(503);
        metadata.refuseWith(null);

        Awaitility.await().until(() -> {
            StoreView.await(finish.commits());
            return !metadata.at(subject, "later").isEmpty();
        });

        assertThat(type("later")).isEqualTo(PNG);
    }

    private String type(String path) {
        List<StoredVersion> versions = metadata.at(subject, path);
        assertThat(versions).as(path).isNotEmpty();
        return versions.get(versions.size() - 1).version().contentType();
    }

    private String noted(String upload) {
        return pool.preparedQuery("select content_type from upload where id = $1")
                .execute(Tuple.of(UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1))))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getString("content_type");
    }

    private static byte[] png(int size) {
        byte[] bytes = TransferClient.bytes(size, size);
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        return bytes;
    }
}
