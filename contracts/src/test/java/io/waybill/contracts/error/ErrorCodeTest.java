package io.waybill.contracts.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @Test
    void codesAreUnique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void aCodeIsItsNameInLowerCaseWithAnErrorStatusAndATitle(ErrorCode code) {
        assertThat(code.code())
                .isEqualTo(code.name().toLowerCase(java.util.Locale.ROOT))
                .matches("[a-z]+(_[a-z]+)*");
        assertThat(code.status()).isBetween(400, 599);
        assertThat(code.title()).isNotBlank().doesNotEndWith(".");
    }

    @ParameterizedTest
    @EnumSource
    void onlyFailuresOnOurSideAreWorthTryingAgainUnchanged(ErrorCode code) {
        if (code.isTransient()) {
            assertThat(code.status()).isGreaterThanOrEqualTo(500);
        }
    }

    @Test
    void whoMeetsAFullStoreWaitsLongerThanWhoMeetsABusyOne() {
        assertThat(ErrorCode.STORE_FULL.retryAfterSeconds()).isBetween(30, 300);
        assertThat(ErrorCode.STORE_UNAVAILABLE.retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void fieldsAreKeptInOrderAndDoNotChangeTheOriginal() {
        WaybillException plain = new WaybillException(ErrorCode.OFFSET_MISMATCH, "The upload stands at 5.");

        WaybillException more = plain.with("offset", 5).with("length", 9);

        assertThat(plain.fields()).isEmpty();
        assertThat(more.fields().keySet()).containsExactly("offset", "length");
        assertThat(more.code()).isEqualTo(ErrorCode.OFFSET_MISMATCH);
    }
}
