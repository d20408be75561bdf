package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core of tus 1.0.0: one test for each MUST and SHOULD that it has for servers, in the order of the text. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusCoreIT {
    private static final String UPLOADS = "/api/uploads";

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "0x10", "", "ten"})
    void uploadOffsetMustBeANonNegativeInteger(String offset) {
        String upload = alice.open("offset", 10);

        assertThat(alice.patch(upload, 0, new byte[1], "Upload-Offset", offset).statusCode())
                .isEqualTo(400);
        assertThat(alice.offset(upload)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "0x10", "", "ten"})
    void uploadLengthMustBeANonNegativeInteger(String length) {
        assertThat(alice.send("POST", UPLOADS, new byte[0], "Upload-Length", length)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void tusVersionMustBeAListOfVersions() {
        assertThat(options().headers().firstValue("Tus-Version")).hasValue("1.0.0");
    }

    @Test
    void tusResumableMustBeInEveryAnswerButThatToOptions() {
        String upload = alice.open("resumable", 10);
        TransferClient stranger = new TransferClient(base, any -> "Bearer no.such.token", "stranger");

        List<HttpResponse<String>> answers = List.of(
                alice.send("POST", UPLOADS, new byte[0], "Upload-Length", "5"),
                alice.send("POST", UPLOADS, new byte[0]),
                alice.head(upload),
                alice.head(UPLOADS + "/nonsense"),
                alice.patch(upload, 0, new byte[5]),
                alice.patch(upload, 0, new byte[5]),
                alice.send("PATCH", upload, new byte[5]),
                alice.send("PUT", upload, new byte[5]),
                alice.send("DELETE", upload, null),
                alice.head(upload),
                stranger.head(upload));

        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .containsExactly(201, 400, 200, 404, 204, 409, 415, 405, 204, 410, 401);
        assertThat(answers)
                .allMatch(answer ->
                        answer.headers().firstValue("Tus-Resumable").orElse("").equals("1.0.0"));
    }

    @Test
    void anUnsupportedVersionMustBeAnsweredWith412AndTusVersion() {
        String upload = alice.open("version", 10);

        HttpResponse<String> refused = alice.patch(upload, 0, new byte[10], "Tus-Resumable", "0.2.2");

        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.headers().firstValue("Tus-Version")).hasValue("1.0.0");
        assertThat(refused.body()).contains("unsupported_protocol_version");
    }

    @Test
    void aRequestOfAnUnsupportedVersionMustNotBeProcessed() {
        String upload = alice.open("version", 10);

        alice.patch(upload, 0, new byte[10], "Tus-Resumable", "2.0.0");
        alice.send("DELETE", upload, null, "Tus-Resumable", "2.0.0");

        assertThat(alice.offset(upload)).isZero();
    }

    @Test
    void tusExtensionMustBeAListOfTheExtensions() {
        assertThat(options().headers().firstValue("Tus-Extension"))
                .hasValue("creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,"
                        + "checksum-trailer,concatenation,concatenation-unfinished");
    }

    @Test
    void tusMaxSizeMustBeANonNegativeInteger() {
        assertThat(options().headers().firstValueAsLong("Tus-Max-Size")).hasValue(64 << 20);
    }

    @Test
    void theMethodMustBeTheOneInXHttpMethodOverride() {
        String upload = alice.open("override", 10);

        HttpResponse<String> patched = alice.send(
                "POST",
                upload,
                new byte[10],
                "X-HTTP-Method-Override",
                "PATCH",
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                "0");
        HttpResponse<String> head = alice.send("POST", upload, null, "X-HTTP-Method-Override", "HEAD");
        HttpResponse<String> deleted = alice.send("GET", alice.open("x", 10), null, "X-HTTP-Method-Override", "DELETE");

        assertThat(patched.statusCode()).isEqualTo(204);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Upload-Offset")).hasValue("10");
        assertThat(deleted.statusCode()).isEqualTo(204);
    }

    @Test
    void headMustAlwaysHaveTheOffsetAlsoAtZeroAndAtTheEnd() {
        String upload = alice.open("offset", 10);

        assertThat(alice.head(upload).headers().firstValue("Upload-Offset")).hasValue("0");
        alice.patch(upload, 0, new byte[10]);
        assertThat(alice.head(upload).headers().firstValue("Upload-Offset")).hasValue("10");
    }

    @Test
    void headMustHaveTheLengthWhenItIsKnown() {
        assertThat(alice.head(alice.open("length", 10)).headers().firstValue("Upload-Length"))
                .hasValue("10");
    }

    @Test
    void headOfWhatIsNotThereShouldBe404Or410WithoutAnOffset() {
        String ended = alice.open("ended", 10);
        alice.send("DELETE", ended, null);

        HttpResponse<String> absent = alice.head(UPLOADS + '/' + UUID.randomUUID());
        HttpResponse<String> gone = alice.head(ended);

        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(absent.headers().firstValue("Upload-Offset")).isEmpty();
        assertThat(gone.headers().firstValue("Upload-Offset")).isEmpty();
    }

    @Test
    void headMustNotBeCached() {
        assertThat(alice.head(alice.open("cache", 10)).headers().firstValue("Cache-Control"))
                .hasValue("no-store");
    }

    @Test
    void aPatchOfAnotherMediaTypeShouldBe415() {
        String upload = alice.open("type", 10);

        HttpResponse<String> refused = alice.patch(upload, 0, new byte[10], "Content-Type", "application/octet-stream");

        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(alice.offset(upload)).isZero();
    }

    @Test
    void anOffsetThatDoesNotMatchMustBe409AndModifyNothing() {
        String upload = alice.open("mismatch", 10);
        alice.patch(upload, 0, new byte[4]);

        assertThat(alice.patch(upload, 0, new byte[6]).statusCode()).isEqualTo(409);
        assertThat(alice.patch(upload, 5, new byte[5]).statusCode()).isEqualTo(409);
        assertThat(alice.offset(upload)).isEqualTo(4);
    }

    @Test
    void aSuccessfulPatchMustBe204WithTheNewOffset() {
        String upload = alice.open("patched", 10);

        HttpResponse<String> first = alice.patch(upload, 0, new byte[4]);
        HttpResponse<String> last = alice.patch(upload, 4, new byte[6]);

        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(first.headers().firstValue("Upload-Offset")).hasValue("4");
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(last.headers().firstValue("Upload-Offset")).hasValue("10");
    }

    @Test
    void bytesBeyondTheEndAreRefusedAndTheOffsetIsNeverTheirSum() {
        String upload = alice.open("beyond", 10);
        alice.patch(upload, 0, new byte[10]);

        assertThat(alice.patch(upload, 10, new byte[0]).statusCode()).isEqualTo(204);
        assertThat(alice.patch(upload, 10, new byte[1]).statusCode()).isEqualTo(400);
        assertThat(alice.offset(upload)).isEqualTo(10);
    }

    @Test
    void aBodyOfUnknownLengthIsTakenToo() throws Exception {
        String upload = alice.open("chunked", 10);

        HttpResponse<String> patched = alice.stream(
                "PATCH",
                upload,
                HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[10])),
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                "0");

        assertThat(patched.statusCode()).isEqualTo(204);
        assertThat(patched.headers().firstValue("Upload-Offset")).hasValue("10");
    }

    @Test
    void aPatchOfWhatIsNotThereShouldBe404() {
        assertThat(alice.patch(UPLOADS + '/' + UUID.randomUUID(), 0, new byte[1])
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void optionsMustHaveTusVersionAndIgnoreTusResumable() {
        HttpResponse<String> old = alice.send("OPTIONS", UPLOADS, null, "Tus-Resumable", "0.0.1");

        assertThat(old.statusCode()).isEqualTo(204);
        assertThat(old.headers().firstValue("Tus-Version")).hasValue("1.0.0");
        assertThat(alice.send("OPTIONS", alice.open("o", 1), null).statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> options() {
        return alice.send("OPTIONS", UPLOADS, null);
    }
}
