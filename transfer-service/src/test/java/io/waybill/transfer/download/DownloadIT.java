package io.waybill.transfer.download;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.FileVersion;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class DownloadIT {
    private static final byte[] BYTES = TransferClient.bytes((3 << 20) + 11, 12);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ObjectMapper json;

    @Inject
    MetadataPeer metadata;

    @Inject
    ObjectStore store;

    @Inject
    FaultyStore faults;

    private String subject;
    private TransferClient alice;
    private FileVersion version;

    @BeforeEach
    void upload() throws IOException {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
        version = json.readValue(
                alice.put("d/na%C3%AFve%20%22x%22.bin", BYTES, "Content-Type", "text/html")
                        .body(),
                FileVersion.class);
    }

    @Test
    void rangesAreWhatTheyAskFor() {
        assertRange("bytes=0-0", 0, 1);
        assertRange("bytes=100-1999999", 100, 2_000_000);
        assertRange("bytes=1048570-1048580", 1_048_570, 1_048_581);
        assertRange("bytes=3000000-", 3_000_000, BYTES.length);
        assertRange("bytes=-5", BYTES.length - 5, BYTES.length);
        assertRange("bytes=5-99999999", 5, BYTES.length);
        assertThat(alice.download(path(), "Range", "lines=0-1").body()).isEqualTo(BYTES);
    }

    @Test
    void severalRangesAreAMultipartBodyInTheirOrder() {
        int size = BYTES.length;
        HttpResponse<byte[]> answer = alice.download(path(), "Range", "bytes=-5,0-9,1048570-2097160,8-12");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).hasValue(Integer.toString(answer.body().length));
        assertThat(answer.headers().firstValue("ETag")).hasValue(version.etag());
        String type = answer.headers().firstValue("Content-Type").orElseThrow();
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        assertThat(answer.body()).isEqualTo(multipart(type.substring(type.indexOf('=') + 1), new int[][] {
            {size - 5, size}, {0, 13}, {1_048_570, 2_097_161}
        }));
    }

    @Test
    void severalRangesThatAreOneOrNoneAreAnsweredSo() {
        HttpResponse<byte[]> one = alice.download(path(), "Range", "bytes=0-9,10-19,99999999-");
        HttpResponse<String> none = alice.get(path(), "Range", "bytes=99999999-,-0");
        HttpResponse<byte[]> stale = alice.download(path(), "Range", "bytes=0-9,20-29", "If-Range", "\"x\"");
        HttpResponse<String> head = alice.send("HEAD", path(), null, "Range", "bytes=0-9,20-29");

        assertThat(one.statusCode()).isEqualTo(206);
        assertThat(one.headers().firstValue("Content-Range")).hasValue("bytes 0-19/" + BYTES.length);
        assertThat(one.body()).isEqualTo(Arrays.copyOf(BYTES, 20));
        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(none.headers().firstValue("Content-Range")).hasValue("bytes */" + BYTES.length);
        assertThat(none.headers().firstValue("Content-Disposition")).isEmpty();
        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo(BYTES);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue(Integer.toString(BYTES.length));
    }

    @Test
    void anAnswerThatBreaksInTheMiddleNeverLooksWhole() {
        faults.breakReadsAfter(1_000_000);
        try {
            for (String range : new String[] {"bytes=0-", "bytes=0-1999999", "bytes=0-9,100-1999999,-10"}) {
                assertThatThrownBy(() -> alice.download(path(), "Range", range))
                        .as(range)
                        .hasRootCauseInstanceOf(IOException.class);
            }
        } finally {
            faults.breakReadsAfter(Long.MAX_VALUE);
        }
    }

    @Test
    void aRangeOutsideIs416() {
        HttpResponse<String> answer = alice.get(path(), "Range", "bytes=" + BYTES.length + "-");

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */" + BYTES.length);
        assertThat(answer.body()).contains("range_not_satisfiable");
    }

    @Test
    void conditionsAreKept() {
        String etag = version.etag();
        assertThat(alice.get(path(), "If-None-Match", "\"x\", W/" + etag).statusCode())
                .isEqualTo(304);
        assertThat(alice.get(path(), "If-Match", "\"x\"").statusCode()).isEqualTo(412);
        assertThat(alice.download(path(), "Range", "bytes=0-1", "If-Range", etag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(alice.download(path(), "Range", "bytes=0-1", "If-Range", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theHeadSaysWhatTheBytesAreAndKeepsBrowsersFromRunningThem() {
        HttpResponse<String> head = alice.send("HEAD", path(), null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue(Integer.toString(BYTES.length));
        assertThat(head.headers().firstValue("Repr-Digest"))
                .hasValue(version.sha256().digestField());
        assertThat(head.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(head.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(head.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox");
        assertThat(head.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"na_ve _x_.bin\"; filename*=UTF-8''na%C3%AFve%20%22x%22.bin");
    }

    @Test
    void aFileIsReadByItsIdAndVersionToo() {
        alice.put("d/na%C3%AFve%20%22x%22.bin", new byte[] {1, 2});
        String file = "/api/files/" + version.fileId();

        assertThat(alice.download(file + "/content").body()).isEqualTo(new byte[] {1, 2});
        assertThat(alice.download(file + "/versions/1/content").body()).isEqualTo(BYTES);
        assertThat(alice.get(file + "/versions/9/content").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherPersonsFileIsNotThere() {
        TransferClient bob = alice.as("bob");

        assertThat(bob.get(path()).statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/files/" + version.fileId() + "/content").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aVersionWhoseBytesAreGoneIsToldAsCorruptAndTouchesNothing() {
        String key = metadata.at(subject, version.path()).get(0).storeKey();
        StoreView.await(store.delete(key));

        HttpResponse<String> answer = alice.get(path());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("corrupt");
        assertThat(metadata.at(subject, version.path())).hasSize(1);
    }

    private static byte[] multipart(String boundary, int[][] ranges) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int[] range : ranges) {
            body.writeBytes(("\r\n--" + boundary + "\r\nContent-Type: text/html\r\nContent-Range: bytes " + range[0]
                            + '-' + (range[1] - 1) + '/' + BYTES.length + "\r\n\r\n")
                    .getBytes(US_ASCII));
            body.write(BYTES, range[0], range[1] - range[0]);
        }
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII));
        return body.toByteArray();
    }

    private void assertRange(String range, int from, int to) {
        HttpResponse<byte[]> answer = alice.download(path(), "Range", range);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Range"))
                .hasValue("bytes " + from + '-' + (to - 1) + '/' + BYTES.length);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
    }

    private static String path() {
        return "/api/content/d/na%C3%AFve%20%22x%22.bin";
    }
}
