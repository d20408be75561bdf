package io.waybill.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.notification.peer.EventsClient;
import io.waybill.notification.peer.Neighbours;
import io.waybill.stack.process.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a process of its own. */
class ProcessIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path home;

    @Test
    void itIsReadyWithoutKafkaAndClosesSocketsWith1012WhenItIsTerminated() throws Exception {
        int port = Ports.free();
        try (Neighbours neighbours = new Neighbours()) {
            Process service = start(port, neighbours);
            try {
                await().atMost(Duration.ofSeconds(90)).until(() -> isReady(port));
                URI url = URI.create("ws://127.0.0.1:" + port + "/api/events");
                EventsClient alice = new EventsClient(url, neighbours.token("alice", "user")).watchUploads();

                service.destroy();

                assertThat(alice.awaitClose()).isEqualTo(1012);
                assertThat(service.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                service.destroyForcibly();
            }
        }
    }

    private Process start(int port, Neighbours neighbours) throws IOException {
        Path secret = home.resolve("secret");
        Files.writeString(secret, Base64.getEncoder().encodeToString(new byte[48]));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("WAYBILL_KAFKA", "127.0.0.1:1");
        builder.environment().put("WAYBILL_GATEWAY_URL", neighbours.url());
        builder.environment().put("WAYBILL_TRANSFER_URL", neighbours.url());
        builder.environment().put("WAYBILL_SERVICE_SECRET_FILE", secret.toString());
        File log = home.resolve("log").toFile();
        return builder.redirectErrorStream(true).redirectOutput(log).start();
    }

    private static boolean isReady(int port) throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
