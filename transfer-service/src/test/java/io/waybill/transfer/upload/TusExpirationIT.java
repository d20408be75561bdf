package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.recovery.FinishUploads;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The extension Expiration of tus 1.0.0, MUST by MUST. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TusExpirationIT {
    private static final String UPLOADS = "/api/uploads";

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    FinishUploads finish;

    @Inject
    Pool pool;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @Test
    void uploadExpiresMustBeInTheAnswerToTheCreation() {
        assertThat(alice.send("POST", UPLOADS, new byte[0], "Upload-Length", "5")
                        .headers()
                        .firstValue("Upload-Expires"))
                .isPresent();
    }

    @Test
    void uploadExpiresMustBeInEveryAnswerToPatchOfAnUploadThatIsGoingToExpire() {
        String upload = alice.open("expires", 10);

        List<HttpResponse<String>> answers = List.of(
                alice.patch(upload, 0, new byte[5]),
                alice.patch(upload, 0, new byte[5]),
                alice.patch(upload, 5, new byte[6]),
                alice.send("PATCH", upload, new byte[5], "Upload-Offset", "5"),
                alice.patch(upload, 5, new byte[5], "Upload-Checksum", "md5 AAAAAAAAAAAAAAAAAAAAAA=="));

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(204, 409, 400, 415, 460);
        assertThat(answers)
                .allMatch(
                        answer -> answer.headers().firstValue("Upload-Expires").isPresent());
        HttpResponse<String> last = alice.patch(upload, 5, new byte[5]);
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(last.headers().firstValue("Upload-Expires")).isEmpty();
    }

    @Test
    void uploadExpiresMustBeAnHttpDateWithTwoDigitsForTheDay() {
        String upload = alice.open("date", 10);
        sql("update upload set expires_at = timestamptz '2031-06-03 04:05:06.789Z' where id = $1", upload);

        assertThat(alice.head(upload).headers().firstValue("Upload-Expires")).hasValue("Tue, 03 Jun 2031 04:05:06 GMT");
    }

    @Test
    void whatHasExpiredShouldBe410() {
        String upload = alice.open("late", 10);
        sql("update upload set expires_at = now() - interval '1 second' where id = $1", upload);

        StoreView.await(finish.expiries());

        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        assertThat(alice.patch(upload, 0, new byte[10]).statusCode()).isEqualTo(410);
    }

    private void sql(String statement, String upload) {
        UUID id = UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
        StoreView.await(pool.preparedQuery(statement).execute(Tuple.of(id)));
    }
}
