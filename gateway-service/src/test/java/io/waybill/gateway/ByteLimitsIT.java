package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.buffer.Buffer;
import io.waybill.gateway.fixture.RawClient;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bodies go no faster than they may, and lose nothing on the way. What is asserted of time is that it took at least as long as
 * it must: a slow machine only adds to that.
 */
@QuarkusTest
@TestProfile(ByteLimitsIT.Slow.class)
class ByteLimitsIT extends GatewayFixture {
    private static final int PER_SECOND = 1 << 20;
    private static final int SIZE = 3 << 20;

    /** All but what goes at once: a tenth of a second, the first read and the last. */
    private static final Duration AT_LEAST = Duration.ofSeconds(2);

    @Inject
    MeterRegistry meters;

    public static final class Slow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "waybill.limits.bytes.up.per-user", Integer.toString(PER_SECOND),
                    "waybill.limits.bytes.down.per-user", Integer.toString(PER_SECOND));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatComesUpIsSlowedDownAndWhole(HttpClient.Version version) throws Exception {
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end(Integer.toString(body.hashCode()))));
        byte[] bytes = bytes();
        double before = waits("bytes-up");
        long begun = System.nanoTime();

        HttpResponse<String> answer = client(version)
                .send(
                        of("ulf-" + version, "/api/content/a")
                                .PUT(BodyPublishers.ofByteArray(bytes))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(Integer.toString(Buffer.buffer(bytes).hashCode()));
        assertThat(since(begun)).isGreaterThan(AT_LEAST);
        assertThat(waits("bytes-up")).isGreaterThan(before);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatGoesDownIsSlowedDownAndWhole(HttpClient.Version version) throws Exception {
        byte[] bytes = bytes();
        service.behave(request -> request.response().end(Buffer.buffer(bytes)));
        double before = waits("bytes-down");
        long begun = System.nanoTime();

        HttpResponse<byte[]> answer =
                client(version).send(of("doro-" + version, "/api/content/a").build(), BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(since(begun)).isGreaterThan(AT_LEAST);
        assertThat(waits("bytes-down")).isGreaterThan(before);
    }

    @Test
    void allRequestsOfAUserShareOneSpeed() throws Exception {
        byte[] third = new byte[SIZE / 3];
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end()));
        long begun = System.nanoTime();

        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CLIENT.sendAsync(
                    of("paul", "/api/content/" + i)
                            .PUT(BodyPublishers.ofByteArray(third))
                            .build(),
                    BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> one : all) {
            assertThat(one.join().statusCode()).isEqualTo(200);
        }

        assertThat(since(begun)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void manySmallFilesAreSlowedDownLikeALargeOne() throws Exception {
        byte[] small = new byte[96 * 1024];
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end()));
        long begun = System.nanoTime();

        for (int i = 0; i < 24; i++) {
            HttpRequest.Builder put = of("sven", "/api/content/" + i).PUT(BodyPublishers.ofByteArray(small));
            assertThat(send(put).statusCode()).isEqualTo(200);
        }

        assertThat(since(begun)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void whoeverIsSlowedDownDoesNotSlowDownOthersNorTheirOwnQuestions() throws Exception {
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end()));
        try (RawClient client = raw()) {
            client.send("PUT /api/content/a HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + oidc.token("tom")
                    + "\r\nContent-Length: " + 8 * SIZE + "\r\n\r\n");
            client.send(new byte[PER_SECOND]);

            assertThat(send(of("tom", "/api/files")).statusCode()).isEqualTo(200);
            assertThat(send(of("ute", "/api/content/a")).statusCode()).isEqualTo(200);
        }
    }

    private HttpRequest.Builder of(String user, String target) {
        return anonymous(target).header("Authorization", "Bearer " + oidc.token(user));
    }

    private double waits(String limit) {
        return meters.counter("waybill.limited", "limit", limit, "by", "user").count();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(5).nextBytes(bytes);
        return bytes;
    }
}
