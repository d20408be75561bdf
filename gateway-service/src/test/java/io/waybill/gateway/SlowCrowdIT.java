package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.waybill.gateway.fixture.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A crowd that begins requests and does not go on (slow-loris): it keeps nobody out, and is let go. */
@QuarkusTest
@TestProfile(SlowCrowdIT.Impatient.class)
class SlowCrowdIT extends GatewayFixture {
    private static final int HEADS = 1_500;
    private static final int BODIES = 500;

    /** None of them has more under way than it may. */
    private static final int ACCOUNTS = 5;

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "waybill.wire.head-within", "8S",
                    "waybill.wire.body-silence", "8S",
                    "waybill.wire.linger", "1S");
        }
    }

    @Test
    void twoThousandSlowConnectionsStopNobodyAndEndAtTheDeadline() throws Exception {
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end("reached")));
        List<RawClient> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < HEADS; i++) {
                crowd.add(raw().send("GET /health HTTP/1.1\r\nHost: gateway\r\nX-Slow: "));
            }
            for (int i = 0; i < BODIES; i++) {
                crowd.add(raw().send("PATCH /api/uploads/1 HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
                        + oidc.token("slow-" + i % ACCOUNTS) + "\r\nContent-Length: 1000\r\n\r\nhello"));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(send(request("/api/content/a")).body()).isEqualTo("reached");
                assertThat(send(anonymous("/health")).statusCode()).isEqualTo(200);
            }

            for (RawClient slow : crowd) {
                assertThat(slow.answer()).contains("request_timeout");
                assertThat(slow.rest()).as("after the answer").isEmpty();
            }
        } finally {
            for (RawClient slow : crowd) {
                slow.close();
            }
        }
        assertThat(send(request("/api/content/a")).body()).isEqualTo("reached");
    }
}
