package io.waybill.transfer.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a crash after each durable step leaves behind, and what becomes of it. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class RecoveryIT {
    private static final byte[] BYTES = TransferClient.bytes((2 << 20) + 99, 21);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    FinishUploads finish;

    @Inject
    SweepStrays sweep;

    @Inject
    RunPurges purges;

    @Inject
    MetadataPeer metadata;

    @Inject
    ObjectStore store;

    @Inject
    StoreView view;

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
    }

    @Test
    void aCommitThatWasLeftIsFinishedWithoutItsClient() {
        UUID upload = leftCommitting("left");

        await().until(() ->
                StoreView.await(finish.commits()) > 0 || state(upload).equals("COMPLETED"));

        assertThat(alice.download("/api/content/left").body()).isEqualTo(BYTES);
    }

    @Test
    void anAssembledObjectWhoseVersionWasRecordedOnlyNeedsItsRow() {
        UUID upload = leftCommitting("recorded");
        await().until(() ->
                StoreView.await(finish.commits()) > 0 || state(upload).equals("COMPLETED"));
        sql("update upload set state = 'COMMITTING', version = null, lease_until = null where id = $1", upload);

        await().until(() -> StoreView.await(finish.commits()) > 0);

        assertThat(state(upload)).isEqualTo("COMPLETED");
        assertThat(metadata.at(subject, "recorded")).hasSize(1);
    }

    @Test
    void aCommittingClientIsNeverToldOfAVersionThatIsNotThere() {
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        String upload = alice.open("never", BYTES.length);
        assertThat(alice.patch(upload, 0, BYTES).statusCode()).isEqualTo(503);

        assertThat(alice.head(upload).statusCode()).isEqualTo(503);
        metadata.refuseWith(null);

        await().until(() -> alice.head(upload).statusCode() == 200);
        assertThat(alice.download("/api/content/never").body()).isEqualTo(BYTES);
    }

    @Test
    void aSmallFileWhoseBytesNeverArrivedIsGivenUp() {
        UUID upload = leftCommitting("nowhere");
        sql(
                "update upload set stored = false, stage_id = null, part_count = 0, lease_until = null, store_key = $2"
                        + " where id = $1",
                upload,
                StoreKeys.object(UUID.randomUUID()));

        StoreView.await(finish.commits());

        assertThat(state(upload)).isEqualTo("CANCELLED");
    }

    @Test
    void aSmallFileWhoseBytesNeverArrivedIsTakenWhenItIsSentAgainWithItsKey() {
        byte[] small = Arrays.copyOf(BYTES, 1_000);
        alice.put("again", small, "Idempotency-Key", "crashed");
        sql(
                "update upload set state = 'COMMITTING', version = null, stored = false, lease_until = null, store_key = $2"
                        + " where owner = $1 and path = 'again'",
                subject,
                absent());

        assertThat(alice.put("again", small, "Idempotency-Key", "crashed").statusCode())
                .isEqualTo(201);
        assertThat(alice.download("/api/content/again").body()).isEqualTo(small);
    }

    @Test
    void anAcknowledgedObjectThatIsMissingIsNeverGivenUp() {
        UUID upload = leftCommitting("missing");
        sql(
                "update upload set stage_id = null, lease_until = null, store_key = $2 where id = $1",
                upload,
                StoreKeys.object(UUID.randomUUID()));

        StoreView.await(finish.commits());

        assertThat(state(upload)).isEqualTo("COMMITTING");
        assertThat(alice.get("/q/metrics").body()).containsPattern("waybill_reconciler_missing_objects [1-9]");
        sql("delete from upload where id = $1", upload);
    }

    @Test
    void aMissingObjectIsLookedForEverMoreRarelyAndItsReturnIsEnough() {
        UUID upload = leftCommitting("rare");
        sql("update upload set lease_until = null, updated_at = now() - interval '5 minutes' where id = $1", upload);
        String key = text("select store_key from upload where id = $1", upload);
        sql("update upload set store_key = $2, stage_id = null where id = $1", upload, absent());

        StoreView.await(finish.commits());

        assertThat(text(
                        "select (lease_until > now() + interval '4 minutes' and lease_until < now() + interval '6 minutes')::text"
                                + " from upload where id = $1",
                        upload))
                .isEqualTo("true");
        sql("update upload set store_key = $2, lease_until = null where id = $1", upload, key);
        await().until(() ->
                StoreView.await(finish.commits()) > 0 || state(upload).equals("COMPLETED"));
        assertThat(alice.download("/api/content/rare").body()).isEqualTo(BYTES);
    }

    @Test
    void anExpiredUploadLeavesNothing() {
        String upload = alice.open("expired", BYTES.length);
        alice.patch(upload, 0, Arrays.copyOf(BYTES, (1 << 20) + 5));
        assertThat(view.everythingOf(id(upload))).isNotEmpty();
        sql("update upload set expires_at = now() - interval '1 second' where id = $1", id(upload));

        assertThat(StoreView.await(finish.expiries())).isPositive();

        assertThat(alice.head(upload).statusCode()).isEqualTo(410);
        assertThat(view.everythingOf(id(upload))).isEmpty();
    }

    @Test
    void anEndWhoseBytesWereLeftIsFinished() {
        String upload = alice.open("half-ended", BYTES.length);
        alice.patch(upload, 0, Arrays.copyOf(BYTES, (1 << 20) + 5));
        sql("update upload set state = 'CANCELLED', discard_at = now() where id = $1", id(upload));

        assertThat(StoreView.await(finish.discards())).isPositive();

        assertThat(view.everythingOf(id(upload))).isEmpty();
        assertThat(StoreView.await(finish.discards())).isZero();
    }

    @Test
    void aOneShotWhoseRequestIsGoneIsCancelled() {
        String upload = alice.open("orphan", BYTES.length);
        sql("update upload set one_shot = true, lease_until = now() - interval '1 second' where id = $1", id(upload));

        assertThat(StoreView.await(finish.expiries())).isPositive();

        assertThat(state(id(upload))).isEqualTo("CANCELLED");
    }

    @Test
    void straysAreSweptAndEverythingElseStays() {
        alice.put("kept", BYTES);
        String open = alice.open("open", BYTES.length);
        alice.patch(open, 0, Arrays.copyOf(BYTES, (1 << 20) + 5));
        String object = StoreKeys.object(UUID.randomUUID());
        UUID gone = UUID.randomUUID();
        String tail = StoreKeys.tail(gone, 1, 5);
        PartBuffer part = new PartBuffer(slabs, 5);
        part.append(Buffer.buffer(new byte[5]), 0);
        part.seal();
        StoreView.await(store.put(object, part));
        StoreView.await(store.put(tail, part));
        part.release();
        StagedObject staged = StoreView.await(store.stage(StoreKeys.object(UUID.randomUUID())));

        StoreView.await(sweep.run());

        assertThat(StoreView.await(store.stat(object))).isEmpty();
        assertThat(view.tails(gone)).isEmpty();
        assertThat(StoreView.await(
                        store.listStaged(StoreKeys.OBJECTS, Instant.now().plusSeconds(60), 1_000)))
                .doesNotContain(staged);
        assertThat(alice.download("/api/content/kept").body()).isEqualTo(BYTES);
        assertThat(alice.patch(open, (1 << 20) + 5, Arrays.copyOfRange(BYTES, (1 << 20) + 5, BYTES.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(alice.download("/api/content/open").body()).isEqualTo(BYTES);
    }

    @Test
    void aStagingWhoseIdWasLostIsFoundByItsNotedKey() {
        String open = alice.open("noted", BYTES.length);
        alice.patch(open, 0, Arrays.copyOf(BYTES, (1 << 20) + 5));
        String key = view.storeKey(id(open));
        StagedObject lost = StoreView.await(store.stage(key));
        assertThat(noted(key)).isEqualTo(1);

        StoreView.await(sweep.run());

        assertThat(view.staged(id(open))).hasSize(1).doesNotContain(lost);
        assertThat(noted(key)).isZero();
        assertThat(alice.patch(open, (1 << 20) + 5, Arrays.copyOfRange(BYTES, (1 << 20) + 5, BYTES.length))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aDeletedVersionsBytesAreDeletedAndConfirmed() {
        alice.put("deleted", BYTES);
        String key = metadata.at(subject, "deleted").get(0).storeKey();
        metadata.delete(subject, "deleted");

        StoreView.await(purges.run());

        assertThat(metadata.purges()).isEmpty();
        assertThat(StoreView.await(store.stat(key))).isEmpty();
    }

    /** An upload whose replica died after TX1: all parts are stored, nothing is assembled. */
    private UUID leftCommitting(String path) {
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        String upload = alice.open(path, BYTES.length);
        assertThat(alice.patch(upload, 0, BYTES).statusCode()).isEqualTo(503);
        metadata.refuseWith(null);
        return id(upload);
    }

    private void sql(String statement, Object... values) {
        StoreView.await(pool.preparedQuery(statement).execute(Tuple.wrap(Arrays.asList(values))));
    }

    private String state(UUID upload) {
        return StoreView.await(pool.preparedQuery("select state from upload where id = $1")
                        .execute(Tuple.of(upload)))
                .iterator()
                .next()
                .getString(0);
    }

    private String text(String query, UUID upload) {
        return StoreView.await(pool.preparedQuery(query).execute(Tuple.of(upload)))
                .iterator()
                .next()
                .getString(0);
    }

    private long noted(String key) {
        return StoreView.await(pool.preparedQuery("select count(*) from staging where store_key = $1")
                        .execute(Tuple.of(key)))
                .iterator()
                .next()
                .getLong(0);
    }

    private static String absent() {
        return StoreKeys.object(UUID.randomUUID());
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }
}
