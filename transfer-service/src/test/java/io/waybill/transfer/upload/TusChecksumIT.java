package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.transfer.integrity.ChecksumAlgorithm;
import io.waybill.transfer.testing.ChunkedRequest;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension Checksum of tus 1.0.0, MUST by MUST, with the checksum before the bytes and after them. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusChecksumIT {
    private static final byte[] BYTES = TransferClient.bytes((2 << 20) + 5, 31);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    StoreView store;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @Test
    void tusChecksumAlgorithmMustBeInTheAnswerToOptionsAndNameSha1() {
        HttpResponse<String> options = alice.send("OPTIONS", "/api/uploads", null);

        assertThat(options.headers().firstValue("Tus-Checksum-Algorithm"))
                .hasValue("sha1,sha256,sha512,md5,crc32c")
                .get()
                .asString()
                .matches("[a-z0-9,]+");
    }

    @ParameterizedTest
    @EnumSource
    void aChunkMustBeVerifiedOnceItHasBeenReceived(ChecksumAlgorithm algorithm) {
        String upload = alice.open("right", BYTES.length);

        assertThat(alice.patch(upload, 0, BYTES, "Upload-Checksum", checksum(algorithm, BYTES))
                        .statusCode())
                .isEqualTo(204);
        assertThat(alice.download("/api/content/right").body()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void aChunkThatDoesNotMatchMustBeDiscardedWith460(ChecksumAlgorithm algorithm) {
        String upload = alice.open("wrong", BYTES.length);

        HttpResponse<String> refused =
                alice.patch(upload, 0, BYTES, "Upload-Checksum", checksum(algorithm, new byte[1]));

        assertThat(refused.statusCode()).isEqualTo(460);
        assertThat(refused.body())
                .contains("checksum_mismatch", value(algorithm, new byte[1]), value(algorithm, BYTES));
        assertNothingIsLeft(upload);
    }

    @Test
    void aChunkWithAnUnknownAlgorithmMustBeDiscardedWith400() {
        String upload = alice.open("unknown", BYTES.length);

        HttpResponse<String> refused = alice.patch(upload, 0, BYTES, "Upload-Checksum", "xxh3 AAAA");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("unsupported_digest");
        assertNothingIsLeft(upload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha1 *", "sha1 AAAA", "sha1 AAAA AAAA", "crc32c=AAAAAA=="})
    void uploadChecksumMustBeANameASpaceAndBase64(String field) {
        String upload = alice.open("malformed", BYTES.length);

        HttpResponse<String> refused = alice.patch(upload, 0, BYTES, "Upload-Checksum", field);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertNothingIsLeft(upload);
    }

    @Test
    void checksumTrailerMustBeAnnounced() {
        assertThat(alice.send("OPTIONS", "/api/uploads", null).headers().firstValue("Tus-Extension"))
                .get()
                .asString()
                .contains("checksum-trailer");
    }

    @ParameterizedTest
    @EnumSource
    void aTrailerIsVerifiedLikeAHeader(ChecksumAlgorithm algorithm) throws IOException {
        String upload = alice.open("trailer", BYTES.length);

        String wrong = patchWithTrailer(upload, checksum(algorithm, new byte[1]));
        assertThat(wrong).startsWith("HTTP/1.1 460").contains("checksum_mismatch", value(algorithm, BYTES));
        assertNothingIsLeft(upload);

        assertThat(patchWithTrailer(upload, checksum(algorithm, BYTES))).startsWith("HTTP/1.1 204");
        assertThat(alice.download("/api/content/trailer").body()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xxh3 AAAA", "sha1", "sha1 AAAA"})
    void aTrailerThatIsMissingOrCannotBeReadDiscardsTheChunk(String trailer) throws IOException {
        String upload = alice.open("no-trailer", BYTES.length);

        assertThat(patchWithTrailer(upload, trailer)).startsWith("HTTP/1.1 400");

        assertNothingIsLeft(upload);
    }

    @Test
    void aTrailerThatWasNotAnnouncedMeansNothing() throws IOException {
        String upload = alice.open("quiet", BYTES.length);
        Map<String, String> fields = fields();

        String answer = ChunkedRequest.send(
                "PATCH", base.resolve(upload), fields, BYTES, Map.of("Upload-Checksum", "sha1 nonsense"));

        assertThat(answer).startsWith("HTTP/1.1 204");
    }

    @Test
    void aChecksumBeforeTheBytesAndAfterThemIsOneTooMany() throws IOException {
        String upload = alice.open("both", BYTES.length);
        Map<String, String> fields = fields();
        fields.put("Trailer", "Upload-Checksum");
        fields.put("Upload-Checksum", checksum(ChecksumAlgorithm.MD5, BYTES));

        String answer = ChunkedRequest.send("PATCH", base.resolve(upload), fields, BYTES, Map.of());

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertNothingIsLeft(upload);
    }

    private String patchWithTrailer(String upload, String trailer) throws IOException {
        Map<String, String> fields = fields();
        fields.put("Trailer", "Upload-Checksum");
        return ChunkedRequest.send(
                "PATCH",
                base.resolve(upload),
                fields,
                BYTES,
                trailer.isEmpty() ? Map.of() : Map.of("Upload-Checksum", trailer));
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Authorization", alice.authorization());
        fields.put("Tus-Resumable", "1.0.0");
        fields.put("Content-Type", "application/offset+octet-stream");
        fields.put("Upload-Offset", "0");
        return fields;
    }

    private void assertNothingIsLeft(String upload) {
        assertThat(alice.offset(upload)).isZero();
        assertThat(store.everythingOf(UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1))))
                .isEmpty();
    }

    private static String checksum(ChecksumAlgorithm algorithm, byte[] bytes) {
        return algorithm.protocolName() + ' ' + value(algorithm, bytes);
    }

    private static String value(ChecksumAlgorithm algorithm, byte[] bytes) {
        ChecksumAlgorithm.Running running = algorithm.start();
        running.update(ByteBuffer.wrap(bytes));
        return Base64.getEncoder().encodeToString(running.finish());
    }
}
