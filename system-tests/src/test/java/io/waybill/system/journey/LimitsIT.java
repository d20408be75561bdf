package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.stack.ServiceProcess;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who asks too often, at two gateways with one database (F-15). */
class LimitsIT {
    private static final int QUOTA = 30;
    private static final int WINDOW_SECONDS = 60;
    private static final Map<String, String> STRICT = Map.of(
            "WAYBILL_LIMITS_ENABLED",
            "true",
            "WAYBILL_LIMITS_REQUESTS_PER_USER",
            Integer.toString(QUOTA),
            "WAYBILL_LIMITS_REQUESTS_WINDOW",
            WINDOW_SECONDS + "S",
            "WAYBILL_LIMITS_PATIENCE",
            "1M");

    private final Waybill waybill = Waybill.shared();

    @Test
    void twoGatewaysShareOneLimitAndAnUploadOutlivesIt() {
        Payload payload = new Payload(11, 3_000_000);
        String path = "limits/" + UUID.randomUUID();
        String token = waybill.bob().token();
        ServiceProcess one = waybill.stack().startReplica("gateway-service", STRICT);
        ServiceProcess two = waybill.stack().startReplica("gateway-service", STRICT);
        try {
            List<Client> ways = List.of(
                    new Client(URI.create(one.url()), () -> token), new Client(URI.create(two.url()), () -> token));
            Tus tus = new Tus(ways.get(0));
            long begun = System.nanoTime();
            String upload = tus.create(path, payload.size());
            assertThat(tus.patch(upload, payload, 0, 1_000_000).statusCode()).isEqualTo(204);

            int allowed = 2;
            int refused = 0;
            for (int i = 0; refused < 2; i++) {
                HttpResponse<String> answer = ways.get(i % 2).get("/api/me");
                boolean over = answer.statusCode() == 429;
                refused = over ? refused + 1 : 0;
                allowed += over ? 0 : 1;
                assertThat(answer.headers().firstValue("RateLimit")).isPresent();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(allowed).isLessThanOrEqualTo((int) (QUOTA + seconds * QUOTA / WINDOW_SECONDS) + 1);

            HttpResponse<String> tooMany = tus.patch(upload, payload, 1_000_000, 2_000_000);
            if (tooMany.statusCode() != 204) {
                assertThat(tooMany.statusCode()).isEqualTo(429);
                assertThat(json(tooMany).path("code").asText()).isEqualTo("rate_limited");
                assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
                assertThat(tooMany.headers().firstValue("Tus-Resumable")).hasValue("1.0.0");
            }

            long offset = tooMany.statusCode() == 204 ? 2_000_000 : 1_000_000;
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() ->
                            tus.patch(upload, payload, offset, payload.size()).statusCode() == 204);
        } finally {
            one.stop();
            two.stop();
        }
        assertThat(waybill.bob().sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @Test
    void bytesAreSlowedDownAndWholeAndOpenUploadsAreFew() {
        Payload payload = new Payload(12, 6_000_000);
        String path = "limits/" + UUID.randomUUID();
        ServiceProcess transfer =
                waybill.stack().startReplica("transfer-service", Map.of("WAYBILL_LIMITS_OPEN_UPLOADS_PER_USER", "3"));
        ServiceProcess gateway = waybill.stack()
                .startReplica(
                        "gateway-service",
                        Map.of(
                                "WAYBILL_TRANSFER_URL", transfer.url(),
                                "WAYBILL_LIMITS_ENABLED", "true",
                                "WAYBILL_LIMITS_BYTES_UP_PER_USER", "3M",
                                "WAYBILL_LIMITS_BYTES_DOWN_PER_USER", "3M"));
        try {
            Client bob =
                    new Client(URI.create(gateway.url()), () -> waybill.bob().token());

            assertThat(bob.put(path, payload).statusCode()).isEqualTo(201);
            assertThat(bob.sha256Of(content(path))).isEqualTo(payload.sha256());

            Tus tus = new Tus(bob);
            List<HttpResponse<String>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opened.add(tus.tryCreate("5", Map.of("path", path + "-" + i)));
            }
            HttpResponse<String> refused = opened.get(3);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(json(refused).path("code").asText()).isEqualTo("too_many_uploads");
            assertThat(json(refused).path("limit").asInt()).isEqualTo(3);
            opened.stream()
                    .flatMap(answer -> answer.headers().firstValue("Location").stream())
                    .forEach(tus::delete);
        } finally {
            gateway.stop();
            transfer.stop();
        }
    }
}
