package io.waybill.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {
    @Test
    void theDigestOfNothingIsTheKnownOne() throws NoSuchAlgorithmException {
        assertThat(Sha256.of(MessageDigest.getInstance("SHA-256").digest())).isEqualTo(Sha256.OF_NOTHING);
    }

    @Test
    void everyFormReadsBackToTheSame() {
        Sha256 digest = Sha256.OF_NOTHING;

        assertThat(Sha256.of(digest.bytes())).isEqualTo(digest);
        assertThat(Sha256.ofHex(digest.hex().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(digest);
        assertThat(Sha256.ofBase64(digest.base64())).isEqualTo(digest);
        assertThat(digest.digestField()).isEqualTo("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "e3b0", "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
    void whatIsNoDigestIsMalformed(String hex) {
        assertMalformed(() -> Sha256.ofHex(hex));
    }

    @Test
    void base64OfAnotherLengthIsMalformed() {
        assertMalformed(() -> Sha256.ofBase64("AAAA"));
        assertMalformed(() -> Sha256.ofBase64("not base64!"));
    }

    @Test
    void itIsAPlainStringInJson() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        String written = json.writeValueAsString(Sha256.OF_NOTHING);

        assertThat(written).isEqualTo('"' + Sha256.OF_NOTHING.hex() + '"');
        assertThat(json.readValue(written, Sha256.class)).isEqualTo(Sha256.OF_NOTHING);
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(WaybillException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.MALFORMED_REQUEST));
    }
}
