package io.waybill.transfer.recovery;

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
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upload is COMMITTING and its digest is not known: it is computed from what is stored, or nothing becomes visible. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class VerifyStoredIT {
    private static final byte[] BYTES = TransferClient.bytes((3 << 20) + 77, 33);
    private static final Sha256 DIGEST = Sha256.of(Sha256Digests.start().digest(BYTES));

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    FinishUploads finish;

    @Inject
    MetadataPeer metadata;

    @Inject
    StoreView view;

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

    @Test
    void theDigestIsComputedFromTheStoredBytes() {
        UUID upload = leftUnverified("computed", null);

        finishCommits(upload, "COMPLETED");

        assertThat(metadata.at(subject, "computed").get(0).version().sha256()).isEqualTo(DIGEST);
        assertThat(alice.download("/api/content/computed").body()).isEqualTo(BYTES);
    }

    @Test
    void aPromiseThatHoldsBecomesAVersion() {
        UUID upload = leftUnverified("promised", DIGEST);

        finishCommits(upload, "COMPLETED");

        assertThat(metadata.at(subject, "promised").get(0).version().sha256()).isEqualTo(DIGEST);
    }

    @Test
    void aPromiseThatDoesNotHoldLeavesNothing() {
        UUID upload = leftUnverified("wrong", Sha256.OF_NOTHING);

        finishCommits(upload, "FAILED");

        assertThat(alice.head("/api/uploads/" + upload).statusCode()).isEqualTo(400);
        assertThat(text("select error_fields from upload where id = $1", upload))
                .contains(Sha256.OF_NOTHING.hex(), DIGEST.hex());
        assertThat(metadata.at(subject, "wrong")).isEmpty();
        assertThat(view.everythingOf(upload)).isEmpty();
        assertThat(text("select count(*)::text from part where upload = $1", upload))
                .isEqualTo("0");
    }

    @Test
    void aStoredPartThatHasChangedIsNotTheClientsFault() {
        for (Sha256 promised : new Sha256[] {null, DIGEST}) {
            UUID upload = leftUnverified("changed-" + promised, promised);
            sql("update part set sha256 = $2 where upload = $1 and number = 2", upload, Sha256.OF_NOTHING.hex());
            sql("update upload set expected_sha256 = translate(expected_sha256, '0', '1') where id = $1", upload);

            StoreView.await(finish.commits());

            assertThat(state(upload)).isEqualTo("COMMITTING");
            assertThat(metadata.at(subject, "changed-" + promised)).isEmpty();
            assertThat(view.everythingOf(upload)).isNotEmpty();
            sql("delete from upload where id = $1", upload);
        }
    }

    @Test
    void aDigestThatWasRecordedIsNotComputedAgain() {
        UUID upload = leftUnverified("recorded", null);
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        StoreView.await(finish.commits());
        assertThat(text("select sha256 from upload where id = $1", upload)).isEqualTo(DIGEST.hex());
        metadata.refuseWith(null);
        sql("update part set sha256 = $2 where upload = $1", upload, Sha256.OF_NOTHING.hex());

        finishCommits(upload, "COMPLETED");
    }

    /** All parts are stored and nothing more is taken; the replica died before it had read them. */
    private UUID leftUnverified(String path, Sha256 promised) {
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        String url = alice.open(path, BYTES.length);
        assertThat(alice.patch(url, 0, BYTES).statusCode()).isEqualTo(503);
        metadata.refuseWith(null);
        UUID upload = UUID.fromString(url.substring(url.lastIndexOf('/') + 1));
        await().until(() -> text(
                        "select (lease_until < now() + interval '1 second')::text from upload where id = $1", upload)
                .equals("true"));
        sql(
                "update upload set sha256 = null, expected_sha256 = $2, lease_until = null where id = $1",
                upload,
                promised == null ? null : promised.hex());
        return upload;
    }

    private void finishCommits(UUID upload, String state) {
        await().until(() -> {
            StoreView.await(finish.commits());
            return state(upload).equals(state);
        });
    }

    private String state(UUID upload) {
        return text("select state from upload where id = $1", upload);
    }

    private String text(String sql, UUID upload) {
        return StoreView.await(pool.preparedQuery(sql).execute(Tuple.of(upload)))
                .iterator()
                .next()
                .getString(0);
    }

    private void sql(String sql, Object... values) {
        StoreView.await(pool.preparedQuery(sql).execute(Tuple.from(values)));
    }
}
