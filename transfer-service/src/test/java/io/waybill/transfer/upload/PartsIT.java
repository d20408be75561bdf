package io.waybill.transfer.upload;

import static io.waybill.transfer.testing.PartsClient.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.recovery.FinishUploads;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.FaultyStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.PartsClient;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads by numbered parts: any order, any concurrency, any repetition, and nothing but the promised file at the end. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class PartsIT {
    private static final int MIB = 1 << 20;
    private static final byte[] FILE = TransferClient.bytes(5 * MIB + 4321, 71);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    StoreView view;

    @Inject
    FaultyStore store;

    @Inject
    MetadataPeer metadata;

    @Inject
    SlabPool slabs;

    @Inject
    FinishUploads finish;

    @Inject
    UploadEngine engine;

    @Inject
    UploadRows rows;

    @Inject
    ParallelRows parts;

    @Inject
    Pool pool;

    private String subject;
    private TransferClient alice;
    private PartsClient client;

    @BeforeEach
    void signIn() {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
        client = new PartsClient(alice);
    }

    @AfterEach
    void mend() {
        metadata.refuseWith(null);
        metadata.answer();
        store.failWrites(0, ErrorCode.STORE_UNAVAILABLE);
        await().untilAsserted(() -> assertThat(slabs.usedBytes()).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 5 * MIB + 4321})
    void aFileOfAnySizeComesBackWhateverTheOrderOfItsParts(int size) {
        byte[] file = TransferClient.bytes(size, size);
        String upload = client.open("dir/größe " + size, size);

        for (int number : shuffled(file.length, size)) {
            HttpResponse<String> stored = client.put(upload, number, part(file, MIB, number));
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            assertThat(stored.body())
                    .contains(
                            "\"number\":" + number,
                            digest(part(file, MIB, number)).hex());
        }
        HttpResponse<String> done = client.complete(upload);

        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(done.body()).contains(digest(file).hex());
        assertThat(done.headers().firstValue("Repr-Digest"))
                .hasValue(digest(file).digestField());
        assertThat(done.headers().firstValue("Location")).hasValue("/api/content/dir/gr%C3%B6%C3%9Fe%20" + size);
        assertThat(alice.download("/api/content/dir/gr%C3%B6%C3%9Fe%20" + size).body())
                .isEqualTo(file);
    }

    @Test
    void eightConnectionsSendOneFileWithMoreRepetitionsThanParts() {
        String upload = client.open("eight", FILE.length);
        List<Integer> numbers = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            numbers.addAll(shuffled(FILE.length, round));
        }

        List<Integer> answers = atOnce(8, numbers, number -> client.put(
                        upload,
                        number,
                        part(FILE, MIB, number),
                        "Content-Digest",
                        digest(part(FILE, MIB, number)).digestField())
                .statusCode());

        assertThat(answers).containsOnly(200);
        assertThat(client.status(upload)).contains("\"offset\":" + FILE.length, "\"missing\":[]");
        assertThat(client.complete(upload, digest(FILE).hex()).statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/eight").body()).isEqualTo(FILE);
    }

    @Test
    void theStatusSaysWhatIsThereAndWhatIsMissing() {
        String upload = client.open("status", FILE.length);
        for (int number : new int[] {2, 3, 5}) {
            client.put(upload, number, part(FILE, MIB, number));
        }

        assertThat(client.status(upload))
                .contains("\"state\":\"OPEN\"")
                .contains("\"offset\":" + 3 * MIB)
                .contains("\"count\":6")
                .contains("\"received\":[{\"first\":2,\"last\":3},{\"first\":5,\"last\":5}]")
                .contains("\"missing\":[{\"first\":1,\"last\":1},{\"first\":4,\"last\":4},{\"first\":6,\"last\":6}]")
                .contains("\"bytesPerSecond\":", "\"secondsLeft\":");
        HttpResponse<String> early = client.complete(upload);
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body())
                .contains("parts_missing", "\"missingParts\":3")
                .contains("{\"first\":1,\"last\":1},{\"first\":4,\"last\":4},{\"first\":6,\"last\":6}");
        assertThat(client.status(upload)).contains("\"state\":\"OPEN\"");
    }

    @Test
    void theSamePartAgainIsNotStoredAgain() {
        String upload = client.open("again", FILE.length);
        client.put(upload, 1, part(FILE, MIB, 1));
        store.failWrites(10, ErrorCode.INTERNAL);

        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(200);

        assertThat(client.status(upload)).contains("\"offset\":" + MIB);
    }

    @Test
    void otherBytesForAPartThatIsThereAreRefused() {
        String upload = client.open("other", FILE.length);
        client.put(upload, 1, part(FILE, MIB, 1));
        byte[] other = TransferClient.bytes(MIB, 5);

        HttpResponse<String> answer = client.put(upload, 1, other);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains(
                        "part_conflict",
                        digest(part(FILE, MIB, 1)).hex(),
                        digest(other).hex());
        finish(upload, "other");
    }

    @Test
    void ofTwoAtOnceWithOtherBytesOneWins() {
        for (int round = 0; round < 10; round++) {
            String upload = client.open("race-" + round, MIB);
            List<byte[]> both =
                    List.of(TransferClient.bytes(MIB, 2L * round), TransferClient.bytes(MIB, 2L * round + 1));

            List<HttpResponse<String>> answers = atOnce(2, both, bytes -> client.put(upload, 1, bytes));

            List<Integer> codes =
                    answers.stream().map(HttpResponse::statusCode).sorted().toList();
            assertThat(codes.get(0)).isEqualTo(200);
            assertThat(codes.get(1)).isIn(409, 503);
            byte[] winner = both.get(answers.get(0).statusCode() == 200 ? 0 : 1);
            assertThat(client.complete(upload, digest(winner).hex()).statusCode())
                    .isEqualTo(201);
            assertThat(alice.download("/api/content/race-" + round).body()).isEqualTo(winner);
        }
    }

    @Test
    void bytesThatAreNotTheirDigestAreNotKept() {
        String upload = client.open("digest", FILE.length);

        HttpResponse<String> wrong =
                client.put(upload, 1, part(FILE, MIB, 1), "Content-Digest", Sha256.OF_NOTHING.digestField());

        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains(
                        "digest_mismatch",
                        Sha256.OF_NOTHING.hex(),
                        digest(part(FILE, MIB, 1)).hex());
        assertThat(client.status(upload)).contains("\"received\":[]", "\"offset\":0");
        assertThat(view.everythingOf(id(upload))).isEmpty();
        assertThat(client.put(upload, 1, part(FILE, MIB, 1), "Content-Digest", "md5=:AAAA:")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"1048575, 400, inconsistent_length", "1048577, 413, too_large", "0, 400, inconsistent_length"})
    void aPartOfAnotherLengthIsRefusedHoweverItIsAnnounced(int length, int status, String code) {
        String upload = client.open("length-" + length, FILE.length);
        byte[] body = TransferClient.bytes(length, 1);

        HttpResponse<String> known = client.put(upload, 1, body);
        HttpResponse<String> chunked = client.stream(
                "PUT", upload + "/parts/1", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

        assertThat(known.statusCode()).isEqualTo(status);
        assertThat(known.body()).contains(code, "\"expected\":" + MIB);
        assertThat(chunked.statusCode()).isEqualTo(status);
        assertThat(client.status(upload)).contains("\"received\":[]");
    }

    @Test
    void aCompressedPartIsStoredAsItWas() throws IOException {
        byte[] text = "All parts of this file are alike. ".repeat(MIB / 34 + 1).getBytes(StandardCharsets.US_ASCII);
        byte[] plain = Arrays.copyOf(text, MIB);
        String upload = client.open("coded", MIB);

        HttpResponse<String> wrong = client.put(
                upload,
                1,
                gzip(plain),
                "Content-Encoding",
                "gzip",
                "Unencoded-Digest",
                Sha256.OF_NOTHING.digestField());
        HttpResponse<String> longer = client.put(upload, 1, gzip(text), "Content-Encoding", "gzip");
        HttpResponse<String> right = client.put(
                upload,
                1,
                gzip(plain),
                "Content-Encoding",
                "gzip",
                "Content-Digest",
                digest(gzip(plain)).digestField());

        assertThat(wrong.body()).contains("digest_mismatch");
        assertThat(longer.statusCode()).isEqualTo(413);
        assertThat(right.statusCode()).as(right.body()).isEqualTo(200);
        assertThat(client.complete(upload, digest(plain).hex()).statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/coded").body()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300_000, MIB - 1})
    void aCutPartIsNotListedAndComesAgain(int cut) throws IOException {
        String upload = client.open("cut-" + cut, FILE.length);

        try (BrokenRequest broken = client.brokenPut(upload, 2, part(FILE, MIB, 2), cut)) {
            await().until(() -> slabs.usedBytes() > 0);
        }
        await().until(() -> slabs.usedBytes() == 0);

        assertThat(client.status(upload)).contains("\"received\":[]", "\"offset\":0");
        finish(upload, "cut-" + cut);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "-1", "x", "1.0", "99999", "123456789012"})
    void thereIsNoPartOutsideTheFile(String number) {
        String upload = client.open("range", FILE.length);

        HttpResponse<String> answer = client.send("PUT", upload + "/parts/" + number, new byte[10]);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("malformed_request");
    }

    @Test
    void aWrongDigestOfTheWholeLeavesNothing() {
        String upload = client.open("wrong", FILE.length);
        sendAll(upload);

        for (int repeated = 0; repeated < 2; repeated++) {
            HttpResponse<String> answer = client.complete(upload, Sha256.OF_NOTHING.hex());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body())
                    .contains(
                            "digest_mismatch",
                            Sha256.OF_NOTHING.hex(),
                            digest(FILE).hex());
        }

        assertThat(client.status(upload)).contains("FAILED", "digest_mismatch");
        assertThat(metadata.at(subject, "wrong")).isEmpty();
        assertThat(view.everythingOf(id(upload))).isEmpty();
        assertThat(text("select count(*)::text from part where upload = $1", upload))
                .isEqualTo("0");
        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(400);
    }

    @Test
    void aDigestPromisedAtTheStartIsHeld() {
        String promise = "{\"path\":\"promise\",\"sizeBytes\":" + FILE.length + ",\"sha256\":\""
                + digest(FILE).hex() + "\"}";
        String upload = client.create(promise).headers().firstValue("Location").orElseThrow();
        sendAll(upload);

        HttpResponse<String> another = client.complete(upload, Sha256.OF_NOTHING.hex());
        assertThat(another.statusCode()).isEqualTo(400);
        assertThat(client.status(upload)).contains("OPEN");

        assertThat(client.complete(upload).statusCode()).isEqualTo(201);
        assertThat(client.complete(upload, Sha256.OF_NOTHING.hex()).statusCode())
                .isEqualTo(400);
        assertThat(client.complete(upload, digest(FILE).hex()).statusCode()).isEqualTo(201);
    }

    @Test
    void completingAgainGivesTheSameAnswer() {
        String upload = client.open("twice", FILE.length);
        sendAll(upload);

        List<String> answers =
                atOnce(4, List.of(1, 2, 3, 4), n -> client.complete(upload).body());

        assertThat(answers).containsOnly(client.complete(upload).body());
        assertThat(metadata.at(subject, "twice")).hasSize(1);
        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).body()).contains("upload_not_open");
    }

    @Test
    void aCompletionThatIsNotOverYetIsAcceptedAndGoesOn() {
        String upload = client.open("later", FILE.length);
        sendAll(upload);
        metadata.refuseWith(ErrorCode.UNAVAILABLE);

        HttpResponse<String> accepted = client.complete(upload, digest(FILE).hex());

        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Retry-After")).isPresent();
        assertThat(accepted.body()).contains("COMMITTING");
        metadata.refuseWith(null);
        await().until(() -> client.complete(upload).statusCode() == 201);
        assertThat(alice.download("/api/content/later").body()).isEqualTo(FILE);
    }

    @Test
    void aCompletionThatNobodyIsAtAnyMoreIsFinishedAndVerifiedByTheReconciler() {
        String upload = client.open("left", FILE.length);
        sendAll(upload);
        metadata.refuseWith(ErrorCode.UNAVAILABLE);
        client.complete(upload, digest(FILE).hex());
        metadata.refuseWith(null);
        sql("update upload set sha256 = null, lease_until = null where id = $1", id(upload));

        await().until(() ->
                StoreView.await(finish.commits()) > 0 || client.status(upload).contains("COMPLETED"));

        assertThat(metadata.at(subject, "left").get(0).version().sha256()).isEqualTo(digest(FILE));
    }

    @Test
    void numberedPartsAndOffsetsDoNotMix() {
        String parallel = client.open("parallel", FILE.length);
        String sequential = alice.open("sequential", FILE.length);

        assertThat(alice.head(parallel).statusCode()).isEqualTo(409);
        assertThat(alice.patch(parallel, 0, new byte[10]).body()).contains("parallel_upload");
        assertThat(client.put(sequential, 1, part(FILE, MIB, 1)).body()).contains("sequential_upload");
        assertThat(client.complete(sequential).body()).contains("sequential_upload");
    }

    @Test
    void aCancelEndsEveryPartOnItsWayAndLeavesNothing() throws IOException {
        String upload = client.open("cancelled", FILE.length);
        client.put(upload, 1, part(FILE, MIB, 1));

        try (BrokenRequest hung = client.brokenPut(upload, 2, part(FILE, MIB, 2), 100_000)) {
            await().until(() -> slabs.usedBytes() > 0);
            assertThat(client.send("DELETE", upload, null).statusCode()).isEqualTo(204);
            assertThat(hung.statusLine()).contains("410");
        }

        assertThat(client.put(upload, 3, part(FILE, MIB, 3)).statusCode()).isEqualTo(410);
        assertThat(client.complete(upload).statusCode()).isEqualTo(410);
        await().untilAsserted(() -> assertThat(view.everythingOf(id(upload))).isEmpty());
        assertThat(text("select count(*)::text from part where upload = $1", upload))
                .isEqualTo("0");
    }

    @Test
    void whoeverIsLateListsNothingAfterACompletionOrAnEnd() {
        for (String end : new String[] {"complete", "cancel"}) {
            String upload = client.open("late-" + end, FILE.length);
            client.put(upload, 1, part(FILE, MIB, 1));
            Upload.Open late =
                    (Upload.Open) StoreView.await(rows.find(id(upload))).orElseThrow();
            int slot = StoreView.await(parts.claim(
                            late, PartPlan.of(late.bytes()), 2, digest(part(FILE, MIB, 2)), Duration.ofSeconds(9)))
                    .orElseThrow();

            if (end.equals("complete")) {
                finish(upload, "late-complete");
            } else {
                client.send("DELETE", upload, null);
            }

            StoredPart stored =
                    new StoredPart(slot, MIB, "s" + digest(part(FILE, MIB, 2)).hex());
            assertThat(StoreView.await(parts.list(late, 2, stored, Duration.ofHours(1))))
                    .isEmpty();
            assertThat(StoreView.await(parts.claim(
                            late, PartPlan.of(late.bytes()), 3, digest(part(FILE, MIB, 3)), Duration.ofSeconds(9))))
                    .isEmpty();
        }
    }

    @Test
    void otherBytesOfSomebodyWhoDiedGiveWayAndCannotComeBack() {
        String upload = client.open("dead", FILE.length);
        client.put(upload, 1, part(FILE, MIB, 1));
        Upload.Open dead = (Upload.Open) StoreView.await(rows.find(id(upload))).orElseThrow();
        Sha256 broken = digest(new byte[MIB]);
        int slot = StoreView.await(parts.claim(dead, PartPlan.of(dead.bytes()), 2, broken, Duration.ofSeconds(9)))
                .orElseThrow();

        HttpResponse<String> meanwhile = client.put(upload, 2, part(FILE, MIB, 2));
        assertThat(meanwhile.statusCode()).isEqualTo(503);
        assertThat(meanwhile.body()).contains("busy");
        sql("update part set claimed_until = now() - interval '1 second' where upload = $1 and number = 2", id(upload));
        assertThat(client.put(upload, 2, part(FILE, MIB, 2)).statusCode()).isEqualTo(200);

        assertThat(StoreView.await(
                        parts.list(dead, 2, new StoredPart(slot, MIB, "s" + broken.hex()), Duration.ofHours(1))))
                .isEmpty();
        assertThat(Integer.parseInt(text("select slot::text from part where upload = $1 and number = 2", upload)))
                .isEqualTo(slot + 1);
        finish(upload, "dead");
    }

    @Test
    void aPartWhoseReplicaDiedBeforeItWasListedComesAgainAtOnce() {
        String upload = client.open("unlisted", FILE.length);
        sendAll(upload);
        sql(
                "update part set etag = null, claimed_until = now() + interval '1 hour' where upload = $1 and number = 4",
                id(upload));
        sql(
                "update upload set acknowledged = acknowledged - 1048576, part_count = part_count - 1 where id = $1",
                id(upload));

        assertThat(client.complete(upload).body()).contains("parts_missing", "{\"first\":4,\"last\":4}");
        assertThat(client.put(upload, 4, part(FILE, MIB, 4)).statusCode()).isEqualTo(200);

        finish(upload, "unlisted");
    }

    @Test
    void aStoreThatIsAwayLosesNothing() {
        String upload = client.open("away", FILE.length);
        store.failWrites(20, ErrorCode.STORE_UNAVAILABLE);
        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(503);
        store.failWrites(1, ErrorCode.STORE_UNAVAILABLE);
        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(200);
        store.failWrites(1, ErrorCode.STORE_FULL);
        assertThat(client.put(upload, 2, part(FILE, MIB, 2)).statusCode()).isEqualTo(507);

        finish(upload, "away");
    }

    @Test
    void slowPartsMakeRoomForOthersAndAreWholeInTheEnd() throws IOException {
        byte[] file = TransferClient.bytes(20 * MIB, 8);
        String upload = client.open("slow", file.length);
        List<BrokenRequest> slow = new ArrayList<>();
        try {
            for (int number = 1; number <= 10; number++) {
                slow.add(client.brokenPut(upload, number, part(file, MIB, number), 900_000));
            }
            await().until(() -> slabs.usedBytes() > 0);

            for (int number = 11; number <= 20; number++) {
                assertThat(client.put(upload, number, part(file, MIB, number)).statusCode())
                        .isEqualTo(200);
            }
            for (int number = 1; number <= 10; number++) {
                slow.get(number - 1).send(Arrays.copyOfRange(part(file, MIB, number), 900_000, MIB));
            }

            for (BrokenRequest request : slow) {
                assertThat(request.statusLine()).contains("200");
            }
        } finally {
            for (BrokenRequest request : slow) {
                request.close();
            }
        }
        assertThat(client.complete(upload, digest(file).hex()).statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/slow").body()).isEqualTo(file);
        await().untilAsserted(() -> assertThat(view.tails(id(upload))).isEmpty());
    }

    @RepeatedTest(5)
    void allPartsAreClaimedAndListedAtOnce() {
        String upload = client.open("wide", 64L * MIB);
        Upload.Open open = (Upload.Open) StoreView.await(rows.find(id(upload))).orElseThrow();
        PartPlan plan = PartPlan.of(open.bytes());
        Sha256 digest = digest(part(FILE, MIB, 1));

        List<Future<Optional<Long>>> listed = IntStream.rangeClosed(1, plan.count())
                .mapToObj(number -> parts.claim(open, plan, number, digest, Duration.ofMinutes(1))
                        .compose(slot -> parts.list(
                                open, number, new StoredPart(slot.orElseThrow(), MIB, "etag"), Duration.ofHours(1))))
                .toList();

        StoreView.await(Future.all(listed));
        assertThat(StoreView.await(rows.find(id(upload))).orElseThrow().bytes().offset())
                .isEqualTo(64L * MIB);
        assertThat(client.send("DELETE", upload, null).statusCode()).isEqualTo(204);
    }

    @Test
    void aPartThatFindsNoMemoryIsToldToComeBack() {
        String upload = client.open("memory", FILE.length);
        ReloadTurns.Turn everything = StoreView.await(engine.turns().take(slabs.capBytes()));

        HttpResponse<String> busy = client.put(upload, 1, part(FILE, MIB, 1));
        everything.end();

        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.body()).contains("busy");
        assertThat(busy.headers().firstValue("Retry-After")).isPresent();
        finish(upload, "memory");
    }

    @Test
    void theSameKeyOpensTheSameUpload() {
        String json = "{\"path\":\"key\",\"sizeBytes\":10}";
        String key = UUID.randomUUID().toString();

        HttpResponse<String> first = client.create(json, "Idempotency-Key", key);
        HttpResponse<String> again = client.create(json, "Idempotency-Key", key);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(client.create(json.replace("10", "11"), "Idempotency-Key", key)
                        .body())
                .contains("idempotency_conflict");
    }

    @Test
    void theAnswerSaysHowTheFileIsCut() {
        HttpResponse<String> opened = client.create(
                "{\"path\":\"cut.bin\",\"sizeBytes\":5000000,\"partSizeBytes\":1500000,\"conflict\":\"overwrite\","
                        + "\"contentType\":\"text/plain\"}");

        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        assertThat(opened.body())
                .contains("\"partSizeBytes\":1500000", "\"partCount\":4", "\"sizeBytes\":5000000", "\"expiresAt\":");
        assertThat(opened.headers().firstValue("Location").orElseThrow())
                .isEqualTo("/api/uploads/" + opened.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void conflictsAndPreconditionsAreHeldAsEverywhere() {
        alice.put("there", new byte[5]);
        String json = "{\"path\":\"there\",\"sizeBytes\":1,\"conflict\":\"reject\"}";
        assertThat(client.create(json).body()).contains("path_conflict");
        assertThat(client.create("{\"path\":\"there\",\"sizeBytes\":1}", "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);

        String upload = client.create(json.replace("there", "soon"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        client.put(upload, 1, new byte[1]);
        alice.put("soon", new byte[5]);
        HttpResponse<String> refused = client.complete(upload);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("path_conflict");
        await().untilAsserted(() -> assertThat(view.everythingOf(id(upload))).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"path\":\"a\"}| 400| malformed_request",
                "{\"sizeBytes\":1}| 400| invalid_path",
                "{\"path\":\"a\",\"sizeBytes\":-1}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1.5}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":99999999999999999999}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":999999999999999999}| 413| too_large",
                "{\"path\":\"../a\",\"sizeBytes\":1}| 400| invalid_path",
                "{\"path\":\"a\",\"sizeBytes\":1,\"sha-256\":\"x\"}| 400| sha-256",
                "{\"path\":\"a\",\"sizeBytes\":1,\"sha256\":\"x\"}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1,\"conflict\":\"maybe\"}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1,\"partSizeBytes\":0}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1,\"contentType\":\"a\\nb\"}| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1| 400| malformed_request",
                "{\"path\":\"a\",\"sizeBytes\":1} x| 400| malformed_request",
                "[]| 400| malformed_request",
                "null| 400| malformed_request",
                "7| 400| malformed_request"
            })
    void aMalformedCreationIsRefused(String json, int status, String code) {
        HttpResponse<String> answer = client.create(json);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void aBodyThatIsNoSmallJsonIsRefused() {
        assertThat(client.create("{\"path\":\"" + "x".repeat(100_000) + "\"}").statusCode())
                .isEqualTo(413);
        assertThat(client.create("").statusCode()).isEqualTo(400);
        String upload = client.open("media", 0);
        assertThat(client.send("POST", upload + "/complete", new byte[10]).statusCode())
                .isEqualTo(415);
        assertThat(client.send("GET", upload + "/complete", null).statusCode()).isEqualTo(405);
        assertThat(client.send("GET", upload + "/parts/1", null).statusCode()).isEqualTo(405);
    }

    @Test
    void nobodyElseSeesIt() {
        String upload = client.open("mine", FILE.length);
        PartsClient bob = new PartsClient(alice.as("bob-" + UUID.randomUUID()));

        assertThat(bob.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(404);
        assertThat(bob.complete(upload).statusCode()).isEqualTo(404);
        assertThat(bob.send("GET", upload, null).statusCode()).isEqualTo(404);
        assertThat(bob.send("DELETE", upload, null).statusCode()).isEqualTo(404);
    }

    @Test
    void anExpiredUploadLeavesNothing() {
        String upload = client.open("expired", FILE.length);
        client.put(upload, 2, part(FILE, MIB, 2));
        sql("update upload set expires_at = now() - interval '1 second' where id = $1", id(upload));

        assertThat(StoreView.await(finish.expiries())).isPositive();

        assertThat(client.put(upload, 1, part(FILE, MIB, 1)).statusCode()).isEqualTo(410);
        assertThat(view.everythingOf(id(upload))).isEmpty();
    }

    private void sendAll(String upload) {
        for (int number : shuffled(FILE.length, 3)) {
            HttpResponse<String> stored = client.put(upload, number, part(FILE, MIB, number));
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        }
    }

    private void finish(String upload, String path) {
        sendAll(upload);
        HttpResponse<String> done = client.complete(upload, digest(FILE).hex());
        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(alice.download("/api/content/" + path).body()).isEqualTo(FILE);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static List<Integer> shuffled(int length, long seed) {
        List<Integer> numbers = new ArrayList<>(
                IntStream.rangeClosed(1, (length + MIB - 1) / MIB).boxed().toList());
        Collections.shuffle(numbers, new Random(seed));
        return numbers;
    }

    private static <A, B> List<B> atOnce(int threads, List<A> work, Function<A, B> each) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<B>> all = work.stream()
                    .map(item -> CompletableFuture.supplyAsync(() -> each.apply(item), workers))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        } finally {
            workers.shutdown();
        }
    }

    private String text(String query, String upload) {
        return StoreView.await(pool.preparedQuery(query).execute(Tuple.of(id(upload))))
                .iterator()
                .next()
                .getString(0);
    }

    private void sql(String statement, UUID upload) {
        StoreView.await(pool.preparedQuery(statement).execute(Tuple.of(upload)));
    }

    private static Sha256 digest(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }
}
