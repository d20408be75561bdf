package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.api.PartRange;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PartPlanTest {
    private static final long MIB = 1 << 20;
    private static final PartSize SIZES = new PartSize(8 * MIB, 64 * MIB);

    @Test
    void everyPartButTheLastHasTheSameSize() {
        PartPlan plan = new PartPlan(20 * MIB, 8 * MIB);

        assertThat(plan.count()).isEqualTo(3);
        assertThat(plan.sizeOf(1)).isEqualTo(8 * MIB);
        assertThat(plan.sizeOf(2)).isEqualTo(8 * MIB);
        assertThat(plan.sizeOf(3)).isEqualTo(4 * MIB);
        assertThat(new PartPlan(16 * MIB, 8 * MIB).sizeOf(2)).isEqualTo(8 * MIB);
        assertThat(new PartPlan(0, 8 * MIB).count()).isZero();
        assertThat(new PartPlan(1, 8 * MIB).count()).isEqualTo(1);
    }

    @Test
    void partsOutsideTheFileAreRefused() {
        PartPlan plan = new PartPlan(20 * MIB, 8 * MIB);

        plan.requirePart(1);
        plan.requirePart(3);
        assertRefused(() -> plan.requirePart(0), ErrorCode.MALFORMED_REQUEST);
        assertRefused(() -> plan.requirePart(4), ErrorCode.MALFORMED_REQUEST);
        assertRefused(() -> new PartPlan(0, 8 * MIB).requirePart(1), ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void aPartHasExactlyItsSize() {
        PartPlan plan = new PartPlan(20 * MIB, 8 * MIB);

        plan.requireSize(3, 4 * MIB);
        assertRefused(() -> plan.requireSize(3, 4 * MIB + 1), ErrorCode.TOO_LARGE);
        assertRefused(() -> plan.requireSize(1, 4 * MIB), ErrorCode.INCONSISTENT_LENGTH);
    }

    @Test
    void noTwoPartsShareANumberOfTheStoreAndAllAreInOrder() {
        for (long length : new long[] {1, 8 * MIB, 30_000 * MIB, 80_000 * MIB}) {
            PartPlan plan = new PartPlan(length, 8 * MIB);
            int before = 0;
            for (int number = 1; number <= plan.count(); number++) {
                assertThat(plan.firstSlot(number)).isEqualTo(before + 1);
                assertThat(plan.lastSlot(number)).isGreaterThanOrEqualTo(plan.firstSlot(number));
                before = plan.lastSlot(number);
            }
            assertThat(before).isLessThanOrEqualTo(PartSize.MAX_PARTS);
        }
    }

    @Test
    void aWishForASizeIsHeardWithinReason() {
        assertThat(SIZES.forParallel(null, 100 * MIB)).isEqualTo(8 * MIB);
        assertThat(SIZES.forParallel(16 * MIB, 100 * MIB)).isEqualTo(16 * MIB);
        assertThat(SIZES.forParallel(1L, 100 * MIB)).isEqualTo(5 * MIB);
        assertThat(SIZES.forParallel(Long.MAX_VALUE, 100 * MIB)).isEqualTo(64 * MIB);
        assertThat(new PartSize(MIB, 2 * MIB).forParallel(1L, 100 * MIB)).isEqualTo(MIB);
    }

    @Test
    void aLargeFileHasPartsSoLargeThatEveryOneCanBeStoredTwice() {
        long length = 100_000 * MIB + 1;
        PartPlan plan = new PartPlan(length, SIZES.forParallel(null, length));

        assertThat(plan.partSizeBytes()).isEqualTo(21 * MIB);
        assertThat(plan.lastSlot(1)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theLargestFileStillFits() {
        PartPlan plan = new PartPlan(SIZES.maxFileBytes(), SIZES.forParallel(null, SIZES.maxFileBytes()));

        assertThat(plan.count()).isEqualTo(PartSize.MAX_PARTS);
        assertThat(plan.lastSlot(plan.count())).isEqualTo(PartSize.MAX_PARTS);
    }

    @Test
    void gapsAreWhatNoRangeHas() {
        assertThat(PartRange.gaps(List.of(), 3)).containsExactly(new PartRange(1, 3));
        assertThat(PartRange.gaps(List.of(new PartRange(1, 3)), 3)).isEmpty();
        assertThat(PartRange.gaps(List.of(new PartRange(2, 2), new PartRange(5, 6)), 8))
                .containsExactly(new PartRange(1, 1), new PartRange(3, 4), new PartRange(7, 8));
        assertThat(PartRange.gaps(List.of(), 0)).isEmpty();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }
}
