package io.waybill.transfer.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F-14: bodies that come compressed, and content that is sent so. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class CodingIT {
    private static final byte[] TEXT =
            "one line of a long log, and then another\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    StoreView store;

    @Inject
    FaultyStore faults;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @Test
    void aCodedBodyIsStoredAsWhatItIs() throws IOException {
        for (String coding : new String[] {"gzip", "zstd"}) {
            byte[] sent = coding.equals("gzip") ? gzip(TEXT) : Zstd.compress(TEXT);

            HttpResponse<String> answer = alice.put(
                    coding,
                    sent,
                    "Content-Encoding",
                    coding,
                    "Content-Digest",
                    sha256(sent).digestField(),
                    "Unencoded-Digest",
                    sha256(TEXT).digestField());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(answer.headers().firstValue("Repr-Digest"))
                    .hasValue(sha256(TEXT).digestField());
            assertThat(alice.download("/api/content/" + coding).body()).isEqualTo(TEXT);
        }
    }

    @Test
    void aCodedAnswerThatBreaksInTheMiddleNeverLooksWhole() {
        alice.put("log", TEXT, "Content-Type", "text/plain");
        faults.breakReadsAfter(3_000_000);
        try {
            for (String coding : new String[] {"gzip", "zstd"}) {
                assertThatThrownBy(() -> alice.download("/api/content/log", "Accept-Encoding", coding))
                        .hasRootCauseInstanceOf(IOException.class);
            }
        } finally {
            faults.breakReadsAfter(Long.MAX_VALUE);
        }
    }

    @Test
    void whatIsNotWholeOrNotPromisedLeavesNothing() throws IOException {
        byte[] sent = gzip(TEXT);

        assertRefused(400, "malformed_encoding", java.util.Arrays.copyOf(sent, sent.length - 4), "gzip");
        assertRefused(400, "malformed_encoding", sent, "zstd");
        assertRefused(400, "digest_mismatch", sent, "gzip", "Content-Digest", Sha256.OF_NOTHING.digestField());
        assertRefused(400, "digest_mismatch", sent, "gzip", "Unencoded-Digest", Sha256.OF_NOTHING.digestField());
        assertRefused(413, "compression_ratio", gzip(new byte[64 << 20]), "gzip");
        assertRefused(413, "compression_ratio", Zstd.compress(new byte[64 << 20]), "zstd");
        HttpResponse<String> unknown = assertRefused(415, "unsupported_encoding", sent, "br");
        assertThat(unknown.headers().firstValue("Accept-Encoding")).hasValue("zstd, gzip");
        assertRefused(415, "unsupported_encoding", sent, "gzip, gzip");
        assertThat(alice.get("/api/content/refused").statusCode()).isEqualTo(404);
        assertThat(alice.get("/api/uploads").body()).isEqualTo("[]");
    }

    @Test
    void bytesAtAnOffsetAreTakenAsTheyAreOnly() throws IOException {
        String upload = alice.open("tus", TEXT.length);

        HttpResponse<String> answer = alice.patch(upload, 0, gzip(TEXT), "Content-Encoding", "gzip");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("unsupported_encoding");
        assertThat(alice.offset(upload)).isZero();
    }

    @Test
    void textIsSentAsItsReaderLikesIt() throws IOException {
        alice.put("text", TEXT, "Content-Type", "text/plain; charset=utf-8");
        alice.put("bytes", TEXT, "Content-Type", "application/vnd.example.bytes");

        HttpResponse<byte[]> plain = alice.download("/api/content/text");
        HttpResponse<byte[]> gzip = alice.download("/api/content/text", "Accept-Encoding", "gzip, br");
        HttpResponse<byte[]> zstd = alice.download("/api/content/text", "Accept-Encoding", "gzip, zstd");

        assertThat(plain.body()).isEqualTo(TEXT);
        assertThat(plain.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(gzip.headers().firstValue("Unencoded-Digest"))
                .hasValue(sha256(TEXT).digestField());
        assertThat(gzip.headers().firstValue("Repr-Digest")).isEmpty();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(TEXT);
        assertThat(zstd.headers().firstValue("Content-Encoding")).hasValue("zstd");
        assertThat(zstd.body().length).isLessThan(TEXT.length / 10);
        assertThat(alice.download("/api/content/bytes", "Accept-Encoding", "gzip")
                        .body())
                .isEqualTo(TEXT);
        HttpResponse<byte[]> range =
                alice.download("/api/content/text", "Accept-Encoding", "gzip", "Range", "bytes=0-3");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("one ".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachFormHasATagOfItsOwn() {
        alice.put("tagged", TEXT, "Content-Type", "application/json");
        String plain = etag("identity");
        String gzip = etag("gzip");

        assertThat(gzip).isNotEqualTo(plain);
        assertThat(alice.get("/api/content/tagged", "Accept-Encoding", "gzip", "If-None-Match", gzip)
                        .statusCode())
                .isEqualTo(304);
        assertThat(alice.get("/api/content/tagged", "Accept-Encoding", "identity", "If-None-Match", gzip)
                        .statusCode())
                .isEqualTo(200);
        assertThat(alice.send("HEAD", "/api/content/tagged", null, "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("ETag"))
                .hasValue(gzip);
    }

    private String etag(String coding) {
        return alice.download("/api/content/tagged", "Accept-Encoding", coding)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    private HttpResponse<String> assertRefused(int status, String code, byte[] sent, String coding, String... fields) {
        String[] all = java.util.Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "Content-Encoding";
        all[fields.length + 1] = coding;
        HttpResponse<String> answer = alice.put("refused", sent, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
        return answer;
    }

    private static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
