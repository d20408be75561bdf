package io.waybill.transfer.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.recovery.RepairSpace;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.PartsClient;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Room is asked for before bytes come, and given back however an upload ends (F-29). */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class QuotaIT {
    private static final int MIB = 1 << 20;

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    MetadataPeer metadata;

    @Inject
    RepairSpace repair;

    @Inject
    ObjectMapper json;

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
    void anUploadIsRefusedBeforeItsFirstByte() throws IOException {
        metadata.limit(subject, 3 * MIB);
        alice.put("there", TransferClient.bytes(MIB, 1));

        HttpResponse<String> refused = alice.send(
                "POST",
                "/api/uploads",
                new byte[0],
                "Upload-Length",
                Integer.toString(2 * MIB + 1),
                "Upload-Metadata",
                "path " + TransferClient.base64("large"));

        assertRefused(refused);
        var problem = json.readTree(refused.body());
        assertThat(problem.path("used").asLong()).isEqualTo(MIB);
        assertThat(problem.path("limit").asLong()).isEqualTo(3 * MIB);
        assertRefused(alice.put("large", TransferClient.bytes(2 * MIB + 1, 2)));
        assertRefused(parallel(2 * MIB + 1));
        assertThat(alice.get("/api/uploads").body()).doesNotContain("large");
        assertThat(metadata.reservedFor(subject)).isEmpty();
        assertThat(alice.put("fits", TransferClient.bytes(2 * MIB, 3)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatUploadsOnTheirWayNeedIsNotThereForOthers() {
        metadata.limit(subject, 3 * MIB);
        String first = alice.open("first", 2 * MIB);

        assertRefused(alice.put("second", TransferClient.bytes(MIB + 1, 1)));
        assertThat(alice.put("fill", TransferClient.bytes(MIB, 9)).statusCode()).isEqualTo(201);
        assertRefused(alice.put("small", new byte[] {1}));

        assertThat(alice.send("DELETE", first, null).statusCode()).isEqualTo(204);
        assertThat(metadata.reservedFor(subject)).isEmpty();
        assertThat(alice.put("second", TransferClient.bytes(MIB + 1, 1)).statusCode())
                .isEqualTo(201);
        assertThat(metadata.reservedFor(subject)).isEmpty();
    }

    @Test
    void aFileOfUnknownLengthStopsAtTheLimitAndLeavesNothing() throws Exception {
        metadata.limit(subject, 3 * MIB);
        byte[] bytes = TransferClient.bytes(5 * MIB, 4);

        HttpResponse<String> refused = alice.stream(
                "PUT",
                "/api/content/endless",
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

        assertRefused(refused);
        assertThat(metadata.at(subject, "endless")).isEmpty();
        await().untilAsserted(() -> assertThat(metadata.reservedFor(subject)).isEmpty());
        HttpResponse<String> taken = alice.stream(
                "PUT",
                "/api/content/ends",
                HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(Arrays.copyOf(bytes, 3 * MIB))));
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(metadata.reservedFor(subject)).isEmpty();
    }

    @Test
    void aDeferredLengthIsReservedWhenItIsTold() {
        metadata.limit(subject, 4 * MIB);
        String upload = TransferClient.location(alice.send(
                "POST",
                "/api/uploads",
                new byte[0],
                "Upload-Defer-Length",
                "1",
                "Upload-Metadata",
                "path " + TransferClient.base64("later")));
        byte[] bytes = TransferClient.bytes(5 * MIB, 5);
        assertThat(alice.patch(upload, 0, Arrays.copyOf(bytes, MIB)).statusCode())
                .isEqualTo(204);

        assertRefused(alice.patch(
                upload, MIB, Arrays.copyOfRange(bytes, MIB, 2 * MIB), "Upload-Length", Integer.toString(5 * MIB)));
        assertThat(alice.offset(upload)).isEqualTo(MIB);
        HttpResponse<String> sized = alice.patch(
                upload, MIB, Arrays.copyOfRange(bytes, MIB, 2 * MIB), "Upload-Length", Integer.toString(3 * MIB));

        assertThat(sized.statusCode()).isEqualTo(204);
        assertThat(metadata.reservedFor(subject)).containsExactly(Map.entry(id(upload), 3L * MIB));
        assertThat(alice.patch(upload, 2 * MIB, Arrays.copyOfRange(bytes, 2 * MIB, 3 * MIB))
                        .statusCode())
                .isEqualTo(204);
        assertThat(metadata.reservedFor(subject)).isEmpty();
        assertThat(metadata.at(subject, "later")).hasSize(1);
    }

    @Test
    void aFileOfPartialsNeedsTheirRoomOnce() {
        metadata.limit(subject, 3 * MIB);
        String one = alice.partial(TransferClient.bytes(MIB, 6));
        String two = alice.partial(TransferClient.bytes(MIB, 7));
        assertThat(metadata.reservedFor(subject)).hasSize(2);

        assertThat(alice.concatenate("whole", List.of(one, two)).statusCode()).isEqualTo(201);

        assertThat(metadata.at(subject, "whole").get(0).version().size()).isEqualTo(2 * MIB);
        assertThat(metadata.reservedFor(subject)).isEmpty();
    }

    @Test
    void partialsWhoseFileWasRefusedNeedRoomAgain() throws Exception {
        String one = alice.partial(TransferClient.bytes(MIB, 6));
        String two = alice.partial(TransferClient.bytes(MIB, 7));
        metadata.refuseWith(ErrorCode.PATH_CONFLICT);
        assertThat(alice.concatenate("refused", List.of(one, two)).statusCode()).isEqualTo(409);

        finished(repair.run());

        assertThat(metadata.reservedFor(subject))
                .containsOnly(Map.entry(id(one), (long) MIB), Map.entry(id(two), (long) MIB));
    }

    @Test
    void aRepeatedRequestFindsItsUploadAlthoughThereIsNoRoomForAnother() {
        metadata.limit(subject, 2 * MIB);
        String key = UUID.randomUUID().toString();
        String upload = alice.open("again", 2 * MIB, "Idempotency-Key", key);

        assertThat(alice.open("again", 2 * MIB, "Idempotency-Key", key)).isEqualTo(upload);

        assertThat(metadata.reservedFor(subject)).containsOnlyKeys(id(upload));
    }

    @Test
    void aRefusedCommitGivesItsRoomBack() {
        metadata.refuseWith(ErrorCode.PATH_CONFLICT);

        assertThat(alice.put("refused", TransferClient.bytes(MIB, 8)).statusCode())
                .isEqualTo(409);

        assertThat(metadata.reservedFor(subject)).isEmpty();
    }

    @RepeatedTest(20)
    void roomOfUploadsThatAreNotThereIsGivenBackAndLostRoomIsAskedForAgain() throws Exception {
        UUID neverOpened = UUID.randomUUID();
        metadata.reserve(neverOpened, new ReservedSpace(neverOpened, subject, 7));
        String upload = alice.open("lost", 2 * MIB);
        metadata.reserve(id(upload), null);

        finished(repair.run());

        assertThat(metadata.reservedFor(subject)).containsExactly(Map.entry(id(upload), 2L * MIB));
        finished(repair.run());
        assertThat(metadata.reservedFor(subject)).containsExactly(Map.entry(id(upload), 2L * MIB));
    }

    private HttpResponse<String> parallel(long size) {
        return new PartsClient(alice).create("{\"path\":\"large\",\"sizeBytes\":" + size + "}");
    }

    private static void finished(Future<?> work) throws Exception {
        work.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).contains("\"code\":\"quota_exceeded\"");
    }
}
