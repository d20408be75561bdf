package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.testing.TransferClient;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadMetadataTest {
    @Test
    void everyKnownKeyIsReadAndTheFieldIsKeptAsItWas() {
        String field = pair("path", "a/\u20ac.txt") + "," + pair("filetype", "text/plain") + " , "
                + pair("conflict", "rename") + "," + pair("sha256", Sha256.OF_NOTHING.hex()) + ",flag";

        UploadMetadata metadata = UploadMetadata.parse(field);

        assertThat(metadata.path("x").value()).isEqualTo("a/\u20ac.txt");
        assertThat(metadata.contentType()).isEqualTo("text/plain");
        assertThat(metadata.conflict()).isEqualTo(ConflictMode.RENAME);
        assertThat(metadata.sha256()).isEqualTo(Sha256.OF_NOTHING);
        assertThat(metadata.values().get("flag")).isEmpty();
        assertThat(metadata.raw()).isEqualTo(field);
    }

    @Test
    void aFilenameIsAPathUnlessThereIsOne() {
        assertThat(UploadMetadata.parse(pair("filename", "f")).path("x").value())
                .isEqualTo("f");
        assertThat(UploadMetadata.parse(pair("filename", "f") + "," + pair("path", "p"))
                        .path("x")
                        .value())
                .isEqualTo("p");
    }

    @Test
    void withoutAnythingTheDefaultsHold() {
        UploadMetadata none = UploadMetadata.parse(null);

        assertThat(none.path("upload-1").value()).isEqualTo("upload-1");
        assertThat(none.conflict()).isEqualTo(ConflictMode.VERSION);
        assertThat(none.contentType()).isNull();
        assertThat(none.sha256()).isNull();
        assertThat(none.raw()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a b c", "a AA==,", "a AA==,a AA==", " ,a AA==", "\u00e4 AA==", "a *"})
    void whatIsNoListOfPairsIsMalformed(String field) {
        assertRefused(() -> UploadMetadata.parse(field), ErrorCode.INVALID_METADATA);
    }

    @Test
    void aValueThatMeansNothingHereMayHoldAnyBytes() {
        assertThat(UploadMetadata.parse("a //8=").values().get("a")).containsExactly(0xFF, 0xFF);
        assertRefused(() -> UploadMetadata.parse("path //8=").path("x"), ErrorCode.INVALID_METADATA);
    }

    @Test
    void thePairsAndTheirLengthAreLimited() {
        String many = IntStream.rangeClosed(1, 64).mapToObj(i -> "k" + i).collect(Collectors.joining(","));

        assertThat(UploadMetadata.parse(many).values()).hasSize(64);
        assertRefused(() -> UploadMetadata.parse(many + ",k65"), ErrorCode.INVALID_METADATA);
        assertRefused(() -> UploadMetadata.parse("k " + "A".repeat(16 << 10)), ErrorCode.INVALID_METADATA);
        assertRefused(() -> UploadMetadata.parse("k " + "A".repeat(12 << 10)), ErrorCode.INVALID_METADATA);
        assertRefused(() -> UploadMetadata.parse("k".repeat(256)), ErrorCode.INVALID_METADATA);
    }

    @Test
    void valuesThatMeanSomethingAreChecked() {
        assertRefused(() -> UploadMetadata.parse(pair("path", "../x")).path("x"), ErrorCode.INVALID_PATH);
        assertRefused(() -> UploadMetadata.parse(pair("conflict", "nonsense")).conflict(), ErrorCode.MALFORMED_REQUEST);
        assertRefused(
                () -> UploadMetadata.parse(pair("filetype", "text/plain\r\nX: y"))
                        .contentType(),
                ErrorCode.MALFORMED_REQUEST);
        assertRefused(() -> UploadMetadata.parse(pair("sha256", "12")).sha256(), ErrorCode.MALFORMED_REQUEST);
    }

    private static String pair(String key, String value) {
        return key + ' ' + TransferClient.base64(value);
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }
}
