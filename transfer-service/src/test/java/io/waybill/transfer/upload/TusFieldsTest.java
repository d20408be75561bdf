package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TusFieldsTest {
    @Test
    void onlyTheVersionSpokenHereIsTaken() {
        assertThatCode(() -> TusFields.requireVersion(fields("Tus-Resumable", "1.0.0")))
                .doesNotThrowAnyException();
        assertRefused(
                () -> TusFields.requireVersion(fields("Tus-Resumable", "0.2.2")),
                ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertRefused(() -> TusFields.requireVersion(fields()), ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "17, 17", "' 17 ', 17", "999999999999999999, 999999999999999999"})
    void anOffsetIsAWholeNumberOfBytes(String text, long offset) {
        assertThat(TusFields.requireOffset(fields("Upload-Offset", text))).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "1e3", "1 2", "\u0661"})
    void anythingElseIsNoOffset(String text) {
        assertRefused(() -> TusFields.requireOffset(fields("Upload-Offset", text)), ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void moreThanAnyFileHasIsTooLarge() {
        assertRefused(
                () -> TusFields.requireOffset(fields("Upload-Offset", "1000000000000000000")), ErrorCode.TOO_LARGE);
    }

    @Test
    void aPatchSaysWhereItBegins() {
        assertRefused(() -> TusFields.requireOffset(fields()), ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void aCreationPromisesALengthOrDefersIt() {
        assertThat(TusFields.lengthOfCreation(fields("Upload-Length", "0"))).isZero();
        assertThat(TusFields.lengthOfCreation(fields("Upload-Defer-Length", "1")))
                .isNull();
        assertRefused(() -> TusFields.lengthOfCreation(fields()), ErrorCode.MALFORMED_REQUEST);
        assertRefused(
                () -> TusFields.lengthOfCreation(fields("Upload-Defer-Length", "2")), ErrorCode.MALFORMED_REQUEST);
        assertRefused(
                () -> TusFields.lengthOfCreation(fields("Upload-Length", "5", "Upload-Defer-Length", "1")),
                ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void bytesOfAnUploadHaveTheirOwnMediaType() {
        assertThat(TusFields.carriesBytes(fields("Content-Type", "application/offset+octet-stream")))
                .isTrue();
        assertThat(TusFields.carriesBytes(fields("Content-Type", "Application/Offset+Octet-Stream ; x=y")))
                .isTrue();
        assertThat(TusFields.carriesBytes(fields("Content-Type", "application/octet-stream")))
                .isFalse();
        assertThat(TusFields.carriesBytes(fields())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
                "SHA256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "crc32c AAAAAA==",
                "md5 1B2M2Y8AsgTpgAmY7PhCfg=="
            })
    void aChecksumIsAnAlgorithmAndItsValue(String field) {
        assertThat(TusChecksum.of(field)).isNotNull();
    }

    @Test
    void theChecksumOfNoBytesHolds() {
        assertThatCode(() -> TusChecksum.of("sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
                        .verify())
                .doesNotThrowAnyException();
        assertRefused(() -> TusChecksum.of("crc32c AAAAAQ==").verify(), ErrorCode.CHECKSUM_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha1", "sha1 ", "sha1 not*base64", "sha1 AAAA", "sha1 AAAA AAAA", "crc32c AAAAAAAA"})
    void aChecksumThatCannotBeReadIsMalformed(String field) {
        assertRefused(() -> TusChecksum.of(field), ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void anUnknownAlgorithmIsUnsupported() {
        assertRefused(() -> TusChecksum.of("xxh3 AAAA"), ErrorCode.UNSUPPORTED_DIGEST);
    }

    private static MultiMap fields(String... namesAndValues) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }
}
