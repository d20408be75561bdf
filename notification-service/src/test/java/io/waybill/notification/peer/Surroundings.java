package io.waybill.notification.peer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.waybill.stack.kafka.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Real Kafka, the neighbours, a service secret, and bounds short enough to be reached in a test. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    private Path home;
    private KafkaServer kafka;
    private Neighbours neighbours;

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("waybill-notification");
            kafka = KafkaServer.start(home.resolve("kafka"));
            neighbours = new Neighbours();
            Path secret = home.resolve("secret");
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.writeString(secret, Base64.getEncoder().encodeToString(random));
            return Map.ofEntries(
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("waybill.kafka", kafka.bootstrapServers()),
                    Map.entry("waybill.gateway.url", neighbours.url()),
                    Map.entry("waybill.transfer.url", neighbours.url()),
                    Map.entry("waybill.service.secret-file", secret.toString()),
                    Map.entry("waybill.inbox.probe-interval", "200ms"),
                    Map.entry("waybill.inbox.probe-timeout", "1s"),
                    Map.entry("waybill.socket.max-silence", "3s"),
                    Map.entry("waybill.socket.max-stall", "2s"),
                    Map.entry("waybill.socket.close-grace", "1s"),
                    Map.entry("waybill.socket.check-interval", "100ms"),
                    Map.entry("waybill.socket.snapshot-retry", "200ms"),
                    Map.entry("quarkus.websockets-next.server.auto-ping-interval", "1s"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(kafka, new TestInjector.MatchesType(KafkaServer.class));
        injector.injectIntoFields(neighbours, new TestInjector.MatchesType(Neighbours.class));
    }

    @Override
    public void stop() {
        if (neighbours != null) {
            neighbours.close();
        }
        if (kafka != null) {
            kafka.stop();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
