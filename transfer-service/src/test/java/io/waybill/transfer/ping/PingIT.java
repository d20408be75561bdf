package io.waybill.transfer.ping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.PingAnswer;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F-13. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class PingIT {
    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ObjectMapper json;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice");
    }

    @Test
    void aProbeIsMeasuredAndAnsweredWithAdvice() throws IOException {
        PingAnswer empty = ping("/api/ping", 0);
        PingAnswer full = ping("/api/ping?roundTripMillis=150.5", 1 << 20);

        assertThat(empty.receivedBytes()).isZero();
        assertThat(empty.bytesPerSecond()).isNull();
        assertThat(full.receivedBytes()).isEqualTo(1 << 20);
        assertThat(full.bytesPerSecond()).isPositive();
        assertThat(full.partSizeBytes()).isGreaterThanOrEqualTo(empty.partSizeBytes());
        assertThat(full.serverTime()).isAfterOrEqualTo(empty.serverTime());
    }

    @Test
    void aProbeHasBounds() {
        assertThat(alice.send("POST", "/api/ping", new byte[(4 << 20) + 1]).body())
                .contains("too_large");
        for (String wrong : new String[] {"-1", "NaN", "60001", "x"}) {
            assertThat(alice.send("POST", "/api/ping?roundTripMillis=" + wrong, new byte[0])
                            .body())
                    .contains("malformed_request");
        }
    }

    private PingAnswer ping(String path, int bytes) throws IOException {
        return json.readValue(alice.send("POST", path, new byte[bytes]).body(), PingAnswer.class);
    }
}
