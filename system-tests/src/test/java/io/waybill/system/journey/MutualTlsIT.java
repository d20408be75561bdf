package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.stack.ServiceProcess;
import io.waybill.stack.process.Ports;
import io.waybill.system.Waybill;
import io.waybill.system.client.Authority;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Payload;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four services with the profiles {@code mtls} and {@code tls}, each with a certificate that a test made. */
class MutualTlsIT {
    private static final Waybill WAYBILL = Waybill.shared();

    private static final int METADATA = Ports.free();
    private static final int TRANSFER = Ports.free();
    private static final int NOTIFICATION = Ports.free();
    private static final int GATEWAY = Ports.free();

    @TempDir
    static Path directory;

    private static final Deque<ServiceProcess> STARTED = new ArrayDeque<>();

    private static Authority authority;
    private static Authority stranger;
    private static ServiceProcess transfer;
    private static Client alice;

    @BeforeAll
    static void start() {
        authority = new Authority(directory.resolve("ours"));
        authority.issue("service");
        authority.issue("public");
        stranger = new Authority(directory.resolve("strange"));
        stranger.issue("service");
        start("metadata-service", METADATA, Map.of());
        transfer = start("transfer-service", TRANSFER, Map.of());
        start("notification-service", NOTIFICATION, Map.of());
        ServiceProcess gateway = start(
                "gateway-service",
                GATEWAY,
                Map.of(
                        "QUARKUS_PROFILE", "prod,mtls,tls",
                        "WAYBILL_PUBLIC_CERTIFICATE",
                                authority.certificate("public").toString(),
                        "WAYBILL_PUBLIC_CERTIFICATE_KEY",
                                authority.key("public").toString(),
                        "QUARKUS_TLS_PUBLIC_RELOAD_PERIOD", "1S",
                        // For the clients of these tests, and to see that it is ready.
                        "QUARKUS_HTTP_INSECURE_REQUESTS", "enabled"));
        alice = new Client(URI.create(gateway.url()), WAYBILL.alice()::token);
    }

    private static ServiceProcess start(String service, int port, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_PROFILE", "prod,mtls",
                "QUARKUS_HTTP_SSL_PORT", Integer.toString(port),
                "WAYBILL_TLS_CERTIFICATE", authority.certificate("service").toString(),
                "WAYBILL_TLS_KEY", authority.key("service").toString(),
                "WAYBILL_TLS_AUTHORITIES", authority.certificate().toString(),
                "WAYBILL_GATEWAY_URL", address(GATEWAY),
                "WAYBILL_TRANSFER_URL", address(TRANSFER),
                "WAYBILL_METADATA_URL", address(METADATA),
                "WAYBILL_NOTIFICATION_URL", address(NOTIFICATION)));
        environment.putAll(more);
        ServiceProcess started = WAYBILL.stack().startReplica(service, environment);
        STARTED.push(started);
        return started;
    }

    @AfterAll
    static void stop() {
        STARTED.forEach(ServiceProcess::stop);
    }

    @Test
    void filesAndEventsPassBetweenServicesThatProveWhoTheyAre() {
        Payload payload = new Payload(141, 20_000_000);
        try (Events events = new Events(alice).send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !events.frames().isEmpty());
            assertThat(alice.put("tls/passes.bin", payload).statusCode()).isEqualTo(201);

            assertThat(alice.sha256Of(content("tls/passes.bin"))).isEqualTo(payload.sha256());
            assertThat(alice.get("/api/files?prefix=tls/").body()).contains("tls/passes.bin");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(events.frames("event")).isNotEmpty());
        }
    }

    @Test
    void aServiceAnswersNothingInPlainButHealthAndMetrics() throws Exception {
        HttpClient plain = HttpClient.newHttpClient();
        URI base = URI.create(transfer.url());

        HttpResponse<String> refused = plain.send(request(base.resolve(content("tls/x"))), BodyHandlers.ofString());
        HttpResponse<String> aside =
                plain.send(request(URI.create(transfer.url() + "/q/../api/content/tls/x")), BodyHandlers.ofString());
        HttpResponse<String> health = plain.send(request(base.resolve("/q/health/ready")), BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"forbidden\"");
        assertThat(aside.statusCode()).isEqualTo(403);
        assertThat(health.statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNoCertificateOfOursIsNotHeard() throws Exception {
        URI inside = URI.create(address(TRANSFER) + content("tls/x"));
        stranger.trust(authority);

        assertThat(send(authority.context("service"), inside).statusCode())
                .as("a certificate is not yet a person")
                .isEqualTo(401);
        assertThatThrownBy(() -> send(authority.context(null), inside)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> send(stranger.context("service"), inside)).isInstanceOf(IOException.class);
    }

    @Test
    void thePublicPortSpeaksHttp2OverTls13AndNothingOlder() throws Exception {
        HttpResponse<String> answer = send(authority.context(null), URI.create(address(GATEWAY) + "/health"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        SSLParameters older = new SSLParameters();
        older.setProtocols(new String[] {"TLSv1.2"});
        HttpClient old = HttpClient.newBuilder()
                .sslContext(authority.context(null))
                .sslParameters(older)
                .build();
        assertThatThrownBy(() -> old.send(request(URI.create(address(GATEWAY) + "/health")), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() {
        BigInteger before = serialNumber();

        authority.issue("public");

        // While the gateway has the new certificate and not yet its key, nothing can be shown.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(serialNumber())
                .isNotEqualTo(before));
    }

    private static String address(int port) {
        return "https://127.0.0.1:" + port;
    }

    private static HttpRequest request(URI target) {
        return HttpRequest.newBuilder(target).timeout(Duration.ofSeconds(30)).build();
    }

    private static HttpResponse<String> send(SSLContext context, URI target) throws Exception {
        return HttpClient.newBuilder().sslContext(context).build().send(request(target), BodyHandlers.ofString());
    }

    private static BigInteger serialNumber() {
        try (SSLSocket socket =
                (SSLSocket) authority.context(null).getSocketFactory().createSocket("127.0.0.1", GATEWAY)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
