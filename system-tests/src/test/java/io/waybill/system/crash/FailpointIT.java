package io.waybill.system.crash;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service ends after each durable step of DESIGN §5, under each protocol; the client goes on as clients do. Afterwards
 * everything acknowledged is there, once, and nothing else.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailpointIT {
    private static final String PREFIX = "failpoint/";

    /** Steps of the bytes, by what takes them. */
    private static final List<String> PARTS =
            List.of("room-reserved", "upload-row", "staged", "part-stored", "offset-row");

    private static final List<String> COPIES =
            List.of("pinned", "copy-stored", "copies-stored", "copies-row", "verified-row");

    private static final List<String> COMMIT =
            List.of("tx1", "assemble-sent", "assembled", "version-sent", "version-recorded", "version-answered", "tx2");

    private static final Waybill WAYBILL = Waybill.shared();
    private static final Client ALICE = WAYBILL.alice();
    private static final Ledger LEDGER = new Ledger();
    private static final Uploader UPLOADER = new Uploader(ALICE, LEDGER);

    /** A token lasts five minutes, and a socket as long as its token: each begins before the one before it ends. */
    private static final Duration WATCH = Duration.ofMinutes(1);

    private static final List<Events> WATCHES = new ArrayList<>();

    private static Failpoints failpoints;
    private static Reviver reviver;
    private static Instant watchedSince = Instant.MIN;
    private static int ends;

    @BeforeAll
    static void begin() {
        failpoints = CrashSettings.apply(WAYBILL.stack());
        reviver = new Reviver(List.of(
                WAYBILL.stack().service("transfer-service"), WAYBILL.stack().service("metadata-service")));
    }

    @BeforeEach
    void watchOn() {
        if (Instant.now().isAfter(watchedSince.plus(WATCH))) {
            WATCHES.add(new Events(ALICE).send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}"));
            watchedSince = Instant.now();
        }
    }

    @AfterAll
    static void end() {
        WATCHES.forEach(Events::close);
        reviver.close();
        CrashSettings.takeBack(WAYBILL.stack());
    }

    static Stream<Arguments> partsAndCommit() {
        return pairs(
                List.of(new TusSequential(), new OneShotPut(), new NumberedParts(), new DraftPieces()), PARTS, COMMIT);
    }

    static Stream<Arguments> bytesThatFillNoPart() {
        return pairs(List.of(new TusSequential(), new DraftPieces()), List.of("tail-stored"), List.of("whole-stored"));
    }

    /** The bytes of partials come as those of any tus upload. */
    static Stream<String> partialsAndTheirFile() {
        return Stream.of(List.of("offset-row"), COPIES, COMMIT).flatMap(List::stream);
    }

    private static Stream<Arguments> pairs(List<Protocol> protocols, List<String> steps, List<String> more) {
        return protocols.stream().flatMap(protocol -> Stream.concat(steps.stream(), more.stream())
                .map(step -> Arguments.of(protocol, step)));
    }

    @Order(1)
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("partsAndCommit")
    void aFileOfManyParts(Protocol protocol, String step) {
        survives(protocol, step, 3_500_000);
    }

    @Order(2)
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("bytesThatFillNoPart")
    void bytesThatFillNoPart(Protocol protocol, String step) {
        survives(protocol, step, step.equals("tail-stored") ? 3_500_000 : 900_000);
    }

    @Order(2)
    @ParameterizedTest
    @CsvSource({"part-claimed", "verified-row"})
    void partsThatComeInNoOrder(String step) {
        survives(new NumberedParts(), step, 3_500_000);
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("partialsAndTheirFile")
    void aFilePutTogetherFromPartials(String step) {
        survives(new Concatenation(), step, 3_500_000);
    }

    /** The first two rows are of the partials. */
    @Order(2)
    @Test
    void theRowOfAFilePutTogether() {
        survives(new Concatenation(), "upload-row", 3, 3_400_000);
    }

    @Order(3)
    @ParameterizedTest
    @CsvSource({"small-row", "small-stored", "version-sent", "version-recorded", "version-answered", "tx2"})
    void aSmallFileInOneRequest(String step) {
        survives(new OneShotPut(), step, 10_000);
    }

    /** In the middle of it: the files before are versions, those after were not begun. Versions may be recorded all at once. */
    @Order(3)
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "small-row, 3",
        "small-stored, 3",
        "version-sent, 3",
        "version-recorded, 1",
        "version-answered, 3",
        "tx2, 3",
        "relay-sent, 1"
    })
    void aBatchOfSmallFiles(String step, int count) {
        survives(new PackedBatch(), step, count, 10_000);
    }

    @Order(3)
    @ParameterizedTest
    @CsvSource({"upload-row", "whole-stored", "tx1"})
    void aBatchOfLargerFiles(String step) {
        survives(new PackedBatch(), step, 3, 3_500_000);
    }

    /** Whose upload it was, the relay does not know. */
    @Order(4)
    @Test
    void eventsThatTheOutboxDoesNotKnowToBeSent() {
        survives(new TusSequential(), "relay-sent", 3_500_000);
    }

    @Order(4)
    @ParameterizedTest
    @CsvSource({"ended-row", "discarded"})
    void aCancelledUpload(String step) {
        Tus tus = new Tus(ALICE);
        Payload payload = new Payload(step.hashCode(), 3_500_000);
        String url = TusSequential.create(UPLOADER, tus, PREFIX + "cancelled-" + step, payload);
        tus.patch(url, payload, 0, 1_700_000);
        failpoints.arm(step, 1);

        UPLOADER.insist("DELETE " + url, () -> tus.delete(url), status -> status == 204);

        awaitEndedAt(step);
        UPLOADER.insist("HEAD " + url, () -> tus.head(url), status -> status == 410);
    }

    @Order(5)
    @Test
    void aDeletedFile() {
        String path = PREFIX + "deleted";
        new OneShotPut().upload(new Uploader(ALICE, new Ledger()), path, new Payload(9, 2_500_000));
        String id = json(ALICE.get("/api/files?prefix=" + path))
                .path("items")
                .path(0)
                .path("id")
                .asText();
        failpoints.arm("purged", 1);

        UPLOADER.insist(
                "DELETE " + path, () -> ALICE.delete("/api/files/" + id + "?permanent=true"), status -> status == 204);

        awaitEndedAt("purged");
    }

    @Order(6)
    @Test
    void everythingAcknowledgedIsThereAndNothingElse() {
        await().atMost(Duration.ofSeconds(60)).until(() -> reviver.revived() >= ends);
        reviver.close();
        new Audit(WAYBILL, ALICE).check(LEDGER, PREFIX);

        assertThat(seen("resync")).isEmpty();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        LEDGER.versions().stream().map(Ledger.Version::path))
                .allMatch(
                        path -> seen("event").stream()
                                .map(frame -> frame.path("event"))
                                .anyMatch(event ->
                                        event.path("data").path("path").asText().equals(path)
                                                && event.path("type")
                                                        .asText()
                                                        .equals("io.waybill.upload.completed.v1")),
                        "seen on the socket"));
    }

    private static List<JsonNode> seen(String type) {
        return WATCHES.stream().flatMap(watch -> watch.frames(type).stream()).toList();
    }

    private static void survives(Protocol protocol, String step, long size) {
        survives(protocol, step, 1, size);
    }

    /** A service ends when it reaches {@code step} for the {@code count}th time. */
    private static void survives(Protocol protocol, String step, int count, long size) {
        String path = PREFIX + protocol + "-" + step + "-" + size;
        failpoints.arm(step, count);

        protocol.upload(UPLOADER, path, new Payload(path.hashCode(), size));

        awaitEndedAt(step);
        assertThat(LEDGER.breaches()).isEmpty();
    }

    /** Only a step that was reached proves anything. The process that took it back ends a moment later. */
    private static void awaitEndedAt(String step) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !failpoints.isArmed(step));
        ends++;
    }
}
