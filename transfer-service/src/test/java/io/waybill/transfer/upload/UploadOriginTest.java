package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadOriginTest {
    @Test
    void anAddressIsOneOfEitherKindWithoutItsInterface() {
        assertThat(UploadOrigin.address("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(UploadOrigin.address("2001:db8:0:0:0:0:0:1")).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(UploadOrigin.address("fe80:0:0:0:1:2:3:4%eth0")).isEqualTo("fe80:0:0:0:1:2:3:4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "unknown", "203.0.113.7, 10.0.0.1", "<script>", "a\u0000b", "%eth0"})
    void whatIsNoAddressIsNone(String field) {
        assertThat(UploadOrigin.address(field)).isNull();
    }

    @Test
    void whoDidNotComeThroughTheGatewayHasNone() {
        assertThat(UploadOrigin.address(null)).isNull();
    }
}
