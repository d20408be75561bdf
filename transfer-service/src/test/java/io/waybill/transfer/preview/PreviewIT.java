package io.waybill.transfer.preview;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.preview.render.Pictures;
import io.waybill.transfer.recovery.RunPurges;
import io.waybill.transfer.recovery.SweepStrays;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No worker runs here by itself: each step is taken by the test, and a worker that is killed is one that takes no further step. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class PreviewIT {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ObjectMapper json;

    @Inject
    MetadataPeer metadata;

    @Inject
    FaultyStore store;

    @Inject
    PreviewRows rows;

    @Inject
    MakePreview make;

    @Inject
    SweepPreviews sweep;

    @Inject
    RunPurges purges;

    @Inject
    SweepStrays strays;

    @Inject
    Pool pool;

    private TransferClient alice;

    @BeforeEach
    void begin() {
        sql("delete from preview");
        products().forEach(key -> await(store.delete(key)));
        sql("delete from preview_object");
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @Test
    void aTextIsShownAsUtf8AfterItsUploadHasQueuedIt() {
        String id = put("a.html", "<b>Größe</b> für Äpfel".repeat(10).getBytes(ISO_8859_1));

        assertThat(waiting()).isEqualTo(1);
        makeAll();
        HttpResponse<byte[]> shown = alice.download("/api/files/" + id + "/preview");

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(new String(shown.body(), UTF_8)).isEqualTo("<b>Größe</b> für Äpfel".repeat(10));
        assertThat(shown.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(shown.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(shown.headers().firstValue("Content-Security-Policy")).hasValue("sandbox; default-src 'none'");
        assertThat(shown.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
        assertThat(shown.headers().firstValue("Waybill-Preview-Truncated")).isEmpty();
        String etag = shown.headers().firstValue("ETag").orElseThrow();
        assertThat(alice.download("/api/files/" + id + "/preview", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(code(alice.get("/api/files/" + id + "/thumbnail"))).isEqualTo("preview_unsupported");
    }

    @Test
    void ofALongTextTheBeginningIsShownUpToAWholeCharacter() {
        String id = put("long.txt", ("x" + "€".repeat(40_000)).getBytes(UTF_8));

        makeAll();
        HttpResponse<byte[]> shown = alice.download("/api/files/" + id + "/preview");

        assertThat(new String(shown.body(), UTF_8)).isEqualTo("x" + "€".repeat(((64 << 10) - 1) / 3));
        assertThat(shown.headers().firstValue("Waybill-Preview-Truncated")).hasValue("?1");
    }

    @Test
    void anImageAndAPdfAreShownAsPictures() {
        String image = put("a.txt", Pictures.halves("png", 1500, 600));
        String pdf = put("b.txt", Pictures.pdf(300, 600));

        makeAll();

        assertPicture(image, "/preview", 1024, 410);
        assertPicture(image, "/thumbnail?size=1024", 1024, 410);
        assertPicture(image, "/thumbnail", 256, 103);
        assertPicture(pdf, "/preview", 512, 1024);
        assertPicture(pdf, "/thumbnail?size=256&version=1", 128, 256);
        assertThat(alice.get("/api/files/" + image + "/thumbnail?size=300").statusCode())
                .isEqualTo(400);
        assertThat(alice.get("/api/files/" + image + "/thumbnail?version=9").statusCode())
                .isEqualTo(404);
        HttpResponse<String> head = alice.send("HEAD", "/api/files/" + image + "/thumbnail", null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    }

    @Test
    void whoAsksForOneThatWasNeverWantedIsToldToComeBackAndGoesFirst() {
        String other = put("other.txt", "other".getBytes(UTF_8));
        String id = put("old.txt", "of an older release".getBytes(UTF_8));
        sql("delete from preview where store_key = $1", key("old.txt"));

        HttpResponse<String> first = alice.get("/api/files/" + id + "/preview");

        assertThat(first.statusCode()).isEqualTo(404);
        assertThat(code(first)).isEqualTo("preview_preparing");
        assertThat(first.headers().firstValue("Retry-After")).isPresent();
        assertThat(code(alice.get("/api/files/" + other + "/preview"))).isEqualTo("preview_preparing");
        assertThat(await(rows.claim(LEASE)).orElseThrow())
                .extracting(PreviewJob::storeKey, PreviewJob::asked)
                .containsExactly(key("other.txt"), true);
        makeAll();
        assertThat(alice.get("/api/files/" + id + "/preview").body()).isEqualTo("of an older release");
    }

    @Test
    void whatHasNoneSaysWhyEachTime() {
        String unsupported = put("x.png", TransferClient.bytes(5_000, 3));
        String damaged = put("y.png", Arrays.copyOf(Pictures.halves("png", 400, 400), 300));
        String large = put("z.png", Pictures.pngHeader(50_000, 50_000));

        makeAll();

        assertThat(code(alice.get("/api/files/" + unsupported + "/preview"))).isEqualTo("preview_unsupported");
        assertThat(code(alice.get("/api/files/" + damaged + "/thumbnail"))).isEqualTo("preview_damaged");
        assertThat(code(alice.get("/api/files/" + large + "/preview"))).isEqualTo("preview_too_large");
        assertThat(waiting()).isZero();
    }

    @Test
    void anotherPersonsPreviewDoesNotExist() {
        String id = put("mine.txt", "mine".getBytes(UTF_8));
        makeAll();
        TransferClient bob = alice.as("bob");

        for (String what : List.of("/preview", "/thumbnail", "/preview?version=1")) {
            HttpResponse<String> refused = bob.get("/api/files/" + id + what);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(code(refused)).isEqualTo("not_found");
        }
    }

    @Test
    void theJobOfAWorkerThatWasKilledIsTakenOverAndTheLateOneChangesNothing() {
        put("a.txt", "text".getBytes(UTF_8));
        PreviewJob lost = claimed();
        Product meant = product(lost);

        assertThat(await(rows.claim(LEASE))).as("it is leased").isEmpty();
        assertThat(await(rows.intend(lost, List.of(meant)))).isTrue();
        await(store.put(meant.key(), Made.of("text".getBytes(UTF_8), false, digest())));
        endLease();
        PreviewJob next = claimed();

        assertThat(next.epoch()).isGreaterThan(lost.epoch());
        assertThat(next.attempts()).isEqualTo(2);
        assertThat(await(rows.made(lost, SourceKind.TEXT))).isFalse();
        assertThat(await(rows.intend(lost, List.of(product(lost))))).isFalse();
        await(make.make(lost));
        assertThat(state(next.storeKey())).isEqualTo("WAITING");
        await(make.make(next));
        assertThat(state(next.storeKey())).isEqualTo("MADE");

        assertThat(await(sweep.run(10))).as("what the first one stored").isEqualTo(1);
        assertThat(await(store.stat(meant.key()))).isEmpty();
        assertThat(products()).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainEverMoreRarelyAndThenLeftToAnOperator() {
        put("a.txt", "text".getBytes(UTF_8));
        String key = key("a.txt");
        byte[] bytes = "text".getBytes(UTF_8);
        await(store.delete(key));

        Duration former = Duration.ZERO;
        for (int attempt = 1; attempt < 4; attempt++) {
            await(make.make(claimed()));
            Row row = row(key);
            assertThat(row.getString("state")).isEqualTo("WAITING");
            assertThat(row.getString("reason")).isEqualTo("missing");
            Duration pause = Duration.between(row.getOffsetDateTime("updated_at"), row.getOffsetDateTime("due_at"));
            assertThat(pause).isGreaterThan(former);
            former = pause;
            endLease();
        }
        await(make.make(claimed()));

        assertThat(state(key)).isEqualTo("DEAD");
        assertThat(await(rows.count()).dead()).isEqualTo(1);
        String id = fileId("a.txt");
        assertThat(code(alice.get("/api/files/" + id + "/preview"))).isEqualTo("preview_failed");

        await(store.put(key, Made.of(bytes, false, digest())));
        sql("update preview set state = 'WAITING', attempts = 0, due_at = now() where state = 'DEAD'");
        makeAll();
        assertThat(alice.get("/api/files/" + id + "/preview").body()).isEqualTo("text");
    }

    @Test
    void whatKillsEveryWorkerIsGivenUp() {
        put("a.txt", "text".getBytes(UTF_8));
        for (int attempt = 1; attempt <= 4; attempt++) {
            claimed();
            endLease();
        }

        await(make.make(claimed()));

        assertThat(row(key("a.txt")).getString("reason")).isEqualTo("worker_lost");
        assertThat(state(key("a.txt"))).isEqualTo("DEAD");
    }

    @Test
    void versionsThatShowTheSameBytesShareOnePreviewAndItGoesWithThem() {
        put("a.txt", "shared".getBytes(UTF_8));
        metadata.copy(alice.subject(), "a.txt", "b.txt");
        makeAll();
        String copy = fileId("b.txt");

        assertThat(alice.get("/api/files/" + copy + "/preview").body()).isEqualTo("shared");
        assertThat(products()).hasSize(1);
        String product = products().get(0);

        String key = key("a.txt");
        metadata.delete(alice.subject(), "b.txt");
        metadata.delete(alice.subject(), "a.txt");
        await(purges.run());

        assertThat(await(store.stat(key))).isEmpty();
        assertThat(await(store.stat(product))).isEmpty();
        assertThat(products()).isEmpty();
        assertThat(await(rows.find(key))).isEmpty();
    }

    @Test
    void aJobWhoseBytesAreDeletedMeanwhileEndsWithoutATrace() {
        put("a.txt", "short-lived".getBytes(UTF_8));
        PreviewJob job = claimed();
        Product meant = product(job);
        assertThat(await(rows.intend(job, List.of(meant)))).isTrue();
        metadata.delete(alice.subject(), "a.txt");
        await(purges.run());

        await(make.make(job));
        assertThat(await(rows.made(job, SourceKind.TEXT))).isFalse();
        assertThat(await(rows.find(job.storeKey()))).isEmpty();

        await(rows.ask(job.storeKey(), 11));
        await(make.make(claimed()));
        assertThat(await(rows.find(job.storeKey())))
                .as("a late reader had asked")
                .isEmpty();
        assertThat(products()).isEmpty();
    }

    @Test
    void whatNoRowSpeaksOfIsSweptAndWhatIsShownStays() {
        put("a.txt", "text".getBytes(UTF_8));
        makeAll();
        String stray = StoreKeys.newPreview();
        await(store.put(stray, Made.of("stray".getBytes(UTF_8), false, digest())));

        await(strays.run());

        assertThat(await(store.list(StoreKeys.PREVIEWS, "", 100)))
                .extracting(StoredObject::key)
                .contains(products().get(0))
                .doesNotContain(stray);
    }

    @Test
    void oneThatFailedWaitsBehindOthersHoweverOftenItIsAskedFor() {
        String id = put("a.txt", "text".getBytes(UTF_8));
        alice.get("/api/files/" + id + "/preview");
        PreviewJob first = claimed();
        assertThat(first.asked()).isTrue();
        assertThat(await(rows.retry(first, Duration.ZERO, "deadline", "too slow")))
                .isTrue();

        alice.get("/api/files/" + id + "/preview");

        assertThat(claimed().asked()).isFalse();
    }

    @Test
    void aPreviewThatCannotBeDeletedKeepsNoOtherBytes() {
        put("a.txt", "stays".getBytes(UTF_8));
        makeAll();
        String stuck = products().get(0);
        put("b.txt", "goes".getBytes(UTF_8));
        makeAll();
        String key = key("b.txt");
        metadata.delete(alice.subject(), "a.txt");
        metadata.delete(alice.subject(), "b.txt");
        store.keep(stuck);

        assertThatThrownBy(() -> await(purges.run())).hasMessageContaining("test");

        assertThat(metadata.purges()).hasSize(1);
        assertThat(await(store.stat(key))).isEmpty();
        assertThat(products()).containsExactly(stuck);
        store.keep(null);
        await(purges.run());
        assertThat(metadata.purges()).isEmpty();
        assertThat(products()).isEmpty();
    }

    @Test
    void aPreviewThatIsLostIsMadeAgain() {
        String id = put("a.txt", "text".getBytes(UTF_8));
        makeAll();
        await(store.delete(products().get(0)));

        assertThat(code(alice.get("/api/files/" + id + "/preview"))).isEqualTo("preview_preparing");
        makeAll();
        assertThat(alice.get("/api/files/" + id + "/preview").body()).isEqualTo("text");
    }

    @Test
    void aPartialUploadIsNoFileAndHasNone() {
        alice.partial("half".getBytes(UTF_8));

        assertThat(waiting()).isZero();
    }

    private String put(String path, byte[] bytes) {
        HttpResponse<String> answer = alice.put(path, bytes);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return fileId(path);
    }

    private String fileId(String path) {
        return metadata.at(alice.subject(), path).get(0).version().fileId().toString();
    }

    private String key(String path) {
        return metadata.at(alice.subject(), path).get(0).storeKey();
    }

    private void makeAll() {
        for (var job = await(rows.claim(LEASE)); job.isPresent(); job = await(rows.claim(LEASE))) {
            await(make.make(job.get()));
        }
    }

    private PreviewJob claimed() {
        return await(rows.claim(LEASE)).orElseThrow();
    }

    private void endLease() {
        sql("update preview set due_at = now() - interval '1 second' where state = 'WAITING'");
    }

    private static Product product(PreviewJob job) {
        return Made.of(("of " + job.epoch()).getBytes(UTF_8), false, digest()).product();
    }

    private static MessageDigest digest() {
        return Sha256Digests.start();
    }

    private long waiting() {
        return await(rows.count()).jobs();
    }

    private List<String> products() {
        return StreamSupport.stream(sql("select key from preview_object").spliterator(), false)
                .map(row -> row.getString("key"))
                .toList();
    }

    private String state(String storeKey) {
        return row(storeKey).getString("state");
    }

    private Row row(String storeKey) {
        return sql("select * from preview where store_key = $1", storeKey)
                .iterator()
                .next();
    }

    private RowSet<Row> sql(String statement, Object... values) {
        return await(pool.preparedQuery(statement).execute(Tuple.from(values)));
    }

    private void assertPicture(String id, String what, int width, int height) {
        HttpResponse<byte[]> shown = alice.download("/api/files/" + id + what);
        assertThat(shown.statusCode()).as(what).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        try {
            var image = ImageIO.read(new ByteArrayInputStream(shown.body()));
            assertThat(image.getWidth()).isEqualTo(width);
            assertThat(image.getHeight()).isEqualTo(height);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String code(HttpResponse<String> problem) {
        try {
            return json.readTree(problem.body()).path("code").asText();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
