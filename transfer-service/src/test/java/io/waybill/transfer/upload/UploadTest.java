package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.transfer.integrity.ContentSums;
import java.time.Instant;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The legal moves of an upload, and what each leaves as it was. */
class UploadTest {
    private static final long MIB = 1L << 20;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final PartSize SIZES = new PartSize(8 * MIB, 64 * MIB);
    private static final Buffer DIGEST = Buffer.buffer("digest");
    private static final ContentSums SUMS = new ContentSums(Sha256.OF_NOTHING, 0L);

    private final WaybillException conflict =
            new WaybillException(ErrorCode.PATH_CONFLICT, "There is a file.").with("path", "a");
    private final Upload.Open open = open(null);

    @Test
    void aNewWriterRaisesTheEpochAndGetsAKeyOfItsOwnWhileNothingIsStored() {
        Upload.Open taken = open.takeOver("o/fresh", LATER);

        assertThat(taken.epoch()).isEqualTo(open.epoch() + 1);
        assertThat(taken.bytes().storeKey()).isEqualTo("o/fresh");
        assertThat(taken.bytes().leaseUntil()).isEqualTo(LATER);
        assertThat(taken.bytes().offset()).isZero();
    }

    @Test
    void aNewWriterKeepsTheKeyOnceSomethingIsStaged() {
        Upload.Open staged = open.staged("stage").withPart(8 * MIB, DIGEST, NOW);

        assertThat(staged.takeOver("o/fresh", LATER).bytes().storeKey()).isEqualTo("o/key");
    }

    @Test
    void partsAndTailsMoveTheOffsetAndAPartSwallowsTheTail() {
        Upload.Open first = open.staged("stage").withPart(8 * MIB, DIGEST, NOW);
        Upload.Open tailed = first.withTail(new Tail("t/1", 5, Sha256.OF_NOTHING), DIGEST, LATER);
        Upload.Open grown = tailed.withTail(new Tail("t/2", 9, Sha256.OF_NOTHING), DIGEST, LATER);
        Upload.Open second = grown.withPart(8 * MIB, DIGEST, LATER);

        assertThat(first.bytes().offset()).isEqualTo(8 * MIB);
        assertThat(tailed.bytes().offset()).isEqualTo(8 * MIB + 5);
        assertThat(grown.bytes().offset()).isEqualTo(8 * MIB + 9);
        assertThat(grown.bytes().partBytes()).isEqualTo(8 * MIB);
        assertThat(second.bytes().offset()).isEqualTo(16 * MIB);
        assertThat(second.bytes().tail()).isNull();
        assertThat(second.bytes().partCount()).isEqualTo(2);
        assertThat(second.bytes().updatedAt()).isEqualTo(LATER);
    }

    @Test
    void aLengthIsSaidOnceAndNeverBelowTheOffset() {
        Upload.Open with = open.withPart(8 * MIB, DIGEST, NOW).withLength(9 * MIB, SIZES);

        assertThat(with.bytes().length()).isEqualTo(9 * MIB);
        assertThat(with.withLength(9 * MIB, SIZES)).isEqualTo(with);
        assertRefused(() -> with.withLength(10 * MIB, SIZES), ErrorCode.INCONSISTENT_LENGTH);
        assertRefused(
                () -> open.withPart(8 * MIB, DIGEST, NOW).withLength(8 * MIB - 1, SIZES),
                ErrorCode.INCONSISTENT_LENGTH);
    }

    @Test
    void aLengthThatBecomesKnownLateMakesThePartsToComeLargeEnough() {
        Upload.Open late = open.withPart(8 * MIB, DIGEST, NOW).withLength(400_000 * MIB, SIZES);

        assertThat(PartSize.capacity(late.bytes())).isGreaterThanOrEqualTo(400_000 * MIB);
        assertThat(late.bytes().partSizeBytes()).isLessThanOrEqualTo(64 * MIB);
    }

    @Test
    void aRestedUploadHasNoLeaseAndABusyOneHas() {
        assertThat(open.renewed(LATER, LATER).bytes().leaseUntil()).isEqualTo(LATER);
        assertThat(open.renewed(LATER, LATER).released(LATER).bytes().leaseUntil())
                .isNull();
        assertThat(open.released(LATER).bytes().expiresAt()).isEqualTo(LATER);
    }

    @Test
    void theEndOfTheBytesIsTheLength() {
        Upload.Committing committing =
                open.staged("stage").withPart(3, DIGEST, NOW).complete(SUMS, LATER);

        assertThat(committing.state()).isEqualTo(UploadState.COMMITTING);
        assertThat(committing.bytes().length()).isEqualTo(3);
        assertThat(committing.bytes().isComplete()).isTrue();
        assertThat(committing.stored()).isTrue();
        assertThat(committing.bytes().leaseUntil()).isEqualTo(LATER);
    }

    @Test
    void aWholeObjectHasNoParts() {
        Upload.Committing committing = open.staged("stage").completeWhole(7, SUMS, LATER, NOW);

        assertThat(committing.bytes().offset()).isEqualTo(7);
        assertThat(committing.bytes().isComplete()).isTrue();
        assertThat(committing.bytes().partCount()).isZero();
        assertThat(committing.bytes().stageId()).isNull();
    }

    @Test
    void aCommitSucceeds() {
        FileVersion version =
                new FileVersion(UUID.randomUUID(), UUID.randomUUID(), 1, "a", 3, Sha256.OF_NOTHING, null, NOW);

        Upload.Completed completed = committing(true).succeed(version);

        assertThat(completed.state()).isEqualTo(UploadState.COMPLETED);
        assertThat(completed.version()).isEqualTo(version);
        assertThat(completed.bytes().leaseUntil()).isNull();
    }

    @Test
    void everyEndFencesWhoeverWritesAndSaysFromWhenTheBytesMayGo() {
        for (Upload.Ended ended : new Upload.Ended[] {
            open.refuse(conflict, LATER),
            open.cancel(LATER),
            open.expire(LATER),
            committing(true).refuse(conflict, LATER),
            committing(false).abandon(LATER)
        }) {
            assertThat(ended.epoch()).isEqualTo(open.epoch() + 1);
            assertThat(ended.bytes().leaseUntil()).isNull();
            assertThat(ended.bytes().storeKey()).isEqualTo("o/key");
            assertThat(ended.discardAt()).isEqualTo(LATER);
        }
    }

    @Test
    void everyEndHasItsName() {
        assertThat(open.refuse(conflict, LATER).state()).isEqualTo(UploadState.FAILED);
        assertThat(open.cancel(LATER).state()).isEqualTo(UploadState.CANCELLED);
        assertThat(open.expire(LATER).state()).isEqualTo(UploadState.EXPIRED);
    }

    @Test
    void aRefusalIsToldAgainAsItWas() {
        WaybillException again =
                committing(true).refuse(conflict, LATER).refusal().toException();

        assertThat(again.code()).isEqualTo(ErrorCode.PATH_CONFLICT);
        assertThat(again).hasMessage("There is a file.");
        assertThat(again.fields()).containsEntry("path", "a");
    }

    @Test
    void acknowledgedBytesAreNeverAbandoned() {
        Upload.Committing stored = committing(true);

        assertThatThrownBy(() -> stored.abandon(LATER)).isInstanceOf(IllegalStateException.class);
    }

    private static Upload.Committing committing(boolean stored) {
        Upload.Open open = open(3L);
        return new Upload.Committing(open.terms(), open.bytes().withWhole(3, NOW), SUMS, stored);
    }

    private static Upload.Open open(Long length) {
        UploadTerms terms = new UploadTerms(
                UUID.randomUUID(),
                "alice",
                FilePath.of("a"),
                ConflictMode.VERSION,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                null,
                5,
                NOW,
                new UploadOrigin(null, null, null));
        return new Upload.Open(
                terms, new UploadBytes(length, 0, 8 * MIB, 0, "o/key", null, null, null, 1, null, NOW, LATER));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }
}
