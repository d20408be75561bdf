package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.transfer.storage.PartRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartSizeTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final PartSize SIZES = new PartSize(8 * MIB, 64 * MIB);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8 * MIB, GIB, 80_000 * MIB})
    void aFileThatFitsHasUsualParts(long length) {
        assertThat(SIZES.forLength(length)).isEqualTo(8 * MIB);
    }

    @Test
    void anUnknownLengthBeginsWithUsualParts() {
        assertThat(SIZES.forLength(null)).isEqualTo(8 * MIB);
    }

    @Test
    void oneByteMoreThanTenThousandUsualPartsNeedsLargerOnes() {
        assertThat(SIZES.forLength(80_000 * MIB + 1)).isEqualTo(9 * MIB);
    }

    @ParameterizedTest
    @ValueSource(longs = {80_000 * MIB + 1, 100 * GIB, 512 * GIB, 640_000 * MIB})
    void neverMoreThanTenThousandPartsOfWholeMebibytes(long length) {
        long size = SIZES.forLength(length);

        assertThat((length + size - 1) / size).isLessThanOrEqualTo(PartSize.MAX_PARTS);
        assertThat(size % MIB).isZero();
        assertThat(size).isLessThanOrEqualTo(64 * MIB);
    }

    @ParameterizedTest
    @CsvSource({"0, 9999, 8", "8, 9999, 8", "9, 9999, 9", "64, 9999, 64", "100, 9990, 10", "64, 10000, 64"})
    void theRestFitsIntoThePartsThatAreLeft(long remainingMebibytes, int used, long expectedMebibytes) {
        assertThat(SIZES.forRest(remainingMebibytes * MIB, used)).isEqualTo(expectedMebibytes * MIB);
    }

    @Test
    void theLargestFileIsTenThousandOfTheLargestParts() {
        assertThat(SIZES.maxFileBytes()).isEqualTo(640_000 * MIB);
        assertThat(SIZES.forLength(SIZES.maxFileBytes())).isEqualTo(64 * MIB);
    }

    @Test
    void lengthsNearTheEndOfTheNumbersDoNotOverflow() {
        assertThat(SIZES.forLength(Long.MAX_VALUE)).isPositive();
    }

    @Test
    void partsThatMemoryCannotHoldAreRefusedAtTheStart() {
        assertThatThrownBy(() -> new PartSize(65 * MIB, 64 * MIB)).hasMessageContaining("waybill.upload.part-size");
        assertThatThrownBy(() -> new PartSize(0, 64 * MIB)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partsThatTheStoreDoesNotTakeAreRefusedAtTheStart() {
        PartRules s3 = new PartRules(5 * MIB, false);
        PartSize small = new PartSize(5 * MIB - 1, 64 * MIB);
        PartSize least = new PartSize(5 * MIB, 64 * MIB);

        assertThatThrownBy(() -> small.allowedBy(s3))
                .hasMessageContaining("waybill.upload.part-size is 5242879 bytes")
                .hasMessageContaining("no part under 5242880 bytes");
        assertThat(least.allowedBy(s3)).isEqualTo(least);
        assertThat(small.allowedBy(new PartRules(1, true))).isEqualTo(small);
    }
}
