package io.waybill.transfer.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestFieldTest {
    private static final String RIGHT = Sha256.OF_NOTHING.digestField();

    @Test
    void theFieldThatIsWrittenIsRead() {
        assertThat(DigestField.sha256(RIGHT)).isEqualTo(Sha256.OF_NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha-512=:AAAA:, %s",
                "%s,sha-512=:AAAA:",
                "  *odd_key-1.x=::\t,\t%s  ",
                "%s;q=1",
                "unixsum=:AA==:; note=\"a, b \\\" c\";flag, %s",
                "sha-256=:AAAA:, %s",
            })
    void otherAlgorithmsAndParametersAreIgnoredAndTheLastOfTwoCounts(String field) {
        assertThat(DigestField.sha256(String.format(field, RIGHT))).isEqualTo(Sha256.OF_NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "sha-256",
                "sha-256=",
                "sha-256=:",
                "sha-256=:AAAA",
                "sha-256=AAAA",
                "sha-256=\"AAAA\"",
                "sha-256=:AA*A:",
                "sha-256=:AAAA:",
                "sha-256=:A=:",
                "SHA-256=:AAAA:",
                "sha-256 =:AAAA:",
                "sha-256=:AAAA:,",
                "sha-256=:AAAA: md5=:AAAA:",
                "md5=:AAAA:,,md5=:AAAA:",
                "md5=:AAAA:;",
                "md5=:AAAA:;a=",
                "md5=:AAAA:;a=\"b",
                "md5=:AAAA:;a=\"\\",
                "=:AAAA:",
                "\u00e4=:AAAA:",
                "sha-256=:AAAA\u0000:",
            })
    void whatIsNoDictionaryOfDigestsIsMalformed(String field) {
        assertRefused(field, ErrorCode.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5=:AAAA:", "sha-512=:AAAA:, unixsum=::", "sha-2567=:AAAA:", "xsha-256=:AAAA:"})
    void onlyOtherAlgorithmsAreUnsupported(String field) {
        assertRefused(field, ErrorCode.UNSUPPORTED_DIGEST);
    }

    private static void assertRefused(String field, ErrorCode code) {
        assertThatThrownBy(() -> DigestField.sha256(field))
                .isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }
}
