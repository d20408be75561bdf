package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that is told which proxy to believe. */
@QuarkusTest
@TestProfile(BehindProxyIT.Proxied.class)
class BehindProxyIT extends GatewayFixture {
    private static final int PER_ADDRESS = 3;

    public static final class Proxied implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.trusted-proxies", "127.0.0.1",
                    "waybill.limits.requests.per-address", Integer.toString(PER_ADDRESS),
                    "waybill.limits.requests.window", "1H");
        }
    }

    @Test
    void clientsOfTheProxyAreCountedEachForThemselves() throws Exception {
        for (int i = 0; i < PER_ADDRESS; i++) {
            assertThat(from("192.0.2.1").statusCode()).isEqualTo(200);
        }

        assertThat(from("192.0.2.1").statusCode()).isEqualTo(429);
        assertThat(from("192.0.2.2").statusCode()).isEqualTo(200);
        assertThat(from("2001:db8::1").statusCode()).isEqualTo(200);
    }

    @Test
    void bodiesPassAndTheServiceHearsOfTheClient() throws Exception {
        byte[] bytes = new byte[3 << 20];
        service.behave(request -> request.body().onSuccess(body -> request.response()
                .end(body.length() + " from " + request.getHeader("X-Forwarded-For"))));

        HttpResponse<String> answer = send(request("/api/content/a")
                .header("X-Forwarded-For", "192.0.2.7")
                .PUT(BodyPublishers.ofByteArray(bytes)));

        assertThat(answer.body()).isEqualTo(bytes.length + " from 192.0.2.7");
    }

    private HttpResponse<String> from(String address) throws Exception {
        return send(anonymous("/api/session").header("X-Forwarded-For", address));
    }
}
