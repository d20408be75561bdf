package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extensions Creation, Creation With Upload and Termination of tus 1.0.0, MUST by MUST. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusCreationIT {
    private static final String UPLOADS = "/api/uploads";
    private static final String OFFSET_STREAM = "application/offset+octet-stream";

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "", "true"})
    void uploadDeferLengthMustBe1(String value) {
        assertThat(create("Upload-Defer-Length", value).statusCode()).isEqualTo(400);
    }

    @Test
    void aCreationMustHaveOneOfUploadLengthAndUploadDeferLength() {
        assertThat(create().statusCode()).isEqualTo(400);
        assertThat(create("Upload-Length", "5", "Upload-Defer-Length", "1").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b c", ",", "a AA==,,b AA==", "a A*==", "a AA==,a AA=="})
    void uploadMetadataMustBeAListOfUniqueKeysAndBase64Values(String field) {
        HttpResponse<String> refused = create("Upload-Length", "5", "Upload-Metadata", field);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_metadata");
    }

    @Test
    void aMetadataValueMayBeEmptyAndItsSpaceLeftOut() {
        assertThat(create("Upload-Length", "5", "Upload-Metadata", "is_confidential,empty ,path " + name("p"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void metadataHasLimits() {
        assertThat(create("Upload-Length", "5", "Upload-Metadata", "k " + "A".repeat(16 << 10))
                        .body())
                .contains("invalid_metadata");
        assertThat(create("Upload-Length", "5", "Upload-Metadata", "k".repeat(300))
                        .body())
                .contains("invalid_metadata");
    }

    @Test
    void headMustHaveTheMetadataAsTheClientSpecifiedIt() {
        String field = "path " + name("meta") + " , flag,binary //8=";

        String upload = TransferClient.location(create("Upload-Length", "5", "Upload-Metadata", field));

        assertThat(alice.head(upload).headers().firstValue("Upload-Metadata")).hasValue(field);
    }

    @Test
    void headMustHaveUploadDeferLengthAsLongAsTheLengthIsNotKnown() {
        String upload = deferred();

        assertThat(alice.head(upload).headers().firstValue("Upload-Defer-Length"))
                .hasValue("1");
        alice.patch(upload, 0, new byte[2], "Upload-Length", "5");

        assertThat(alice.head(upload).headers().firstValue("Upload-Defer-Length"))
                .isEmpty();
        assertThat(alice.head(upload).headers().firstValue("Upload-Length")).hasValue("5");
    }

    @Test
    void aLengthThatWasSetMustNotBeChanged() {
        String upload = deferred();
        alice.patch(upload, 0, new byte[2], "Upload-Length", "5");

        HttpResponse<String> refused = alice.patch(upload, 2, new byte[3], "Upload-Length", "6");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("inconsistent_length");
        assertThat(alice.head(upload).headers().firstValue("Upload-Length")).hasValue("5");
        assertThat(alice.offset(upload)).isEqualTo(2);
    }

    @Test
    void aLengthOfZeroIsCompleteAtOnce() {
        String upload = alice.open("nothing", 0);

        assertThat(alice.offset(upload)).isZero();
        assertThat(alice.download("/api/content/nothing").body()).isEmpty();
    }

    @Test
    void moreThanTheMaximumMustBe413() {
        String tooMuch = Long.toString((64L << 20) + 1);

        assertThat(create("Upload-Length", tooMuch).statusCode()).isEqualTo(413);
        String upload = deferred();
        assertThat(alice.patch(upload, 0, new byte[1], "Upload-Length", tooMuch).statusCode())
                .isEqualTo(413);
        assertThat(alice.offset(upload)).isZero();
    }

    @Test
    void aCreationMustBe201WithALocation() {
        HttpResponse<String> created = create("Upload-Length", "5");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).get().asString().startsWith(UPLOADS + '/');
        assertThat(alice.offset(TransferClient.location(created))).isZero();
    }

    @Test
    void aCreationWithBytesMustTellTheirOffset() {
        HttpResponse<String> created =
                alice.send("POST", UPLOADS, new byte[3], "Upload-Length", "5", "Content-Type", OFFSET_STREAM);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Offset")).hasValue("3");
        assertThat(created.headers().firstValue("Upload-Expires")).isPresent();
        assertThat(alice.offset(TransferClient.location(created))).isEqualTo(3);
    }

    @Test
    void aCreationWithBytesMustHaveTheirMediaType() {
        assertThat(alice.send("POST", UPLOADS, new byte[3], "Upload-Length", "5", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aCreationWithMoreBytesThanItsLengthCreatesNothing() {
        HttpResponse<String> refused =
                alice.send("POST", UPLOADS, new byte[6], "Upload-Length", "5", "Content-Type", OFFSET_STREAM);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(alice.get(UPLOADS).body()).isEqualTo("[]");
    }

    @Test
    void aCreationWhoseChecksumDoesNotHoldCreatesNothing() {
        HttpResponse<String> refused = alice.send(
                "POST",
                UPLOADS,
                new byte[3],
                "Upload-Length",
                "5",
                "Content-Type",
                OFFSET_STREAM,
                "Upload-Checksum",
                "md5 AAAAAAAAAAAAAAAAAAAAAA==");

        assertThat(refused.statusCode()).isEqualTo(460);
        assertThat(refused.headers().firstValue("Location")).isEmpty();
        assertThat(alice.get(UPLOADS).body()).isEqualTo("[]");
    }

    @Test
    void deletingAnUnfinishedUploadMustBe204() {
        String upload = alice.open("unfinished", 10);
        alice.patch(upload, 0, new byte[5]);

        assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);
        assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);
        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        assertThat(alice.patch(upload, 5, new byte[5]).statusCode()).isEqualTo(410);
    }

    @Test
    void deletingACompletedUploadMustBe204AndKeepsItsFile() {
        byte[] bytes = TransferClient.bytes(10, 1);
        String upload = alice.open("completed", 10);
        alice.patch(upload, 0, bytes);

        assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);

        assertThat(alice.head(upload).statusCode()).isEqualTo(404);
        assertThat(alice.download("/api/content/completed").body()).isEqualTo(bytes);
    }

    private HttpResponse<String> create(String... fields) {
        return alice.send("POST", UPLOADS, new byte[0], fields);
    }

    private String deferred() {
        return TransferClient.location(create("Upload-Defer-Length", "1"));
    }

    private static String name(String path) {
        return TransferClient.base64(path);
    }
}
