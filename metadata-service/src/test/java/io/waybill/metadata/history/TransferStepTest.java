package io.waybill.metadata.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadCompleted;
import io.waybill.contracts.event.UploadExpired;
import io.waybill.contracts.event.UploadFailed;
import io.waybill.contracts.event.UploadOpened;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TransferStepTest {
    private static final UUID UPLOAD = UUID.randomUUID();
    private static final UUID FILE = UUID.randomUUID();
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private final UploadOpened opened =
            new UploadOpened(UPLOAD, "alice", "a.txt", null, "curl/8", "text/plain", START, "waybill-cli", "192.0.2.1");

    @Test
    void whatIsTogetherIsTheSameInAnyOrderAndHoweverOften() {
        for (TransferEvent end : ends()) {
            TransferStep first = step(opened, 4, 0);
            TransferStep second = step(end, 5, 10);

            TransferStep whole = first.and(second);

            assertThat(second.and(first)).isEqualTo(whole);
            assertThat(whole.and(first)).isEqualTo(whole);
            assertThat(second.and(whole)).isEqualTo(whole);
            assertThat(whole.and(whole)).isEqualTo(whole);
            assertThat(whole.address()).isEqualTo("192.0.2.1");
            assertThat(whole.startedAt()).isEqualTo(START);
            assertThat(whole.endedAt()).isEqualTo(START.plusSeconds(10));
            assertThat(whole.state()).isNotEqualTo(UploadState.OPEN);
        }
    }

    @Test
    void anEndSaysAllThatItKnowsByItself() {
        TransferStep done = step(ends().get(0), 2, 10);
        TransferStep failed = step(ends().get(1), 2, 10);

        assertThat(done.bytes()).isEqualTo(7);
        assertThat(done.length()).isEqualTo(7);
        assertThat(done.fileId()).isEqualTo(FILE);
        assertThat(done.version()).isEqualTo(3);
        assertThat(done.contentType()).isEqualTo("text/html");
        assertThat(done.agent()).isEqualTo("curl/8");
        assertThat(done.startedAt()).isEqualTo(START);
        assertThat(failed.errorCode()).isEqualTo("digest_mismatch");
        assertThat(failed.errorDetail()).isEqualTo("Other bytes.");
        assertThat(failed.bytes()).isEqualTo(2);
    }

    @Test
    void theTypeOfTheVersionIsBetterThanTheOneAnnounced() {
        TransferStep whole = step(opened, 1, 0).and(step(ends().get(0), 2, 10));

        assertThat(whole.contentType()).isEqualTo("text/html");
    }

    @Test
    void anEventOfAnOlderServiceBeganWhenItWasTold() {
        TransferStep step = step(new UploadCancelled(UPLOAD, "alice", "a.txt", 1, null, null, null, null), 2, 10);

        assertThat(step.startedAt()).isEqualTo(START.plusSeconds(10));
        assertThat(step(opened, 1, 0).and(step).startedAt()).isEqualTo(START);
    }

    private static List<TransferEvent> ends() {
        return List.of(
                new UploadCompleted(
                        UPLOAD, "alice", "a.txt", 7, Sha256.OF_NOTHING, FILE, 3, "curl/8", "text/html", START),
                new UploadFailed(
                        UPLOAD,
                        "alice",
                        "a.txt",
                        2,
                        ErrorCode.DIGEST_MISMATCH,
                        "Other bytes.",
                        7L,
                        "curl/8",
                        null,
                        START),
                new UploadCancelled(UPLOAD, "alice", "a.txt", 2, 7L, "curl/8", null, START),
                new UploadExpired(UPLOAD, "alice", "a.txt", 2, null, "curl/8", null, START));
    }

    private static TransferStep step(TransferEvent event, long sequence, int seconds) {
        return TransferStep.of(
                new CloudEvent(
                        "1.0",
                        UUID.randomUUID().toString(),
                        "/waybill/transfer-service",
                        event.type(),
                        event.subject(),
                        START.plusSeconds(seconds),
                        "application/json",
                        sequence,
                        event),
                event);
    }
}
