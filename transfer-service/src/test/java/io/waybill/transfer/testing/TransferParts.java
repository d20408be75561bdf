package io.waybill.transfer.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.stack.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The real parts around transfer-service: PostgreSQL, a signer of callers, a directory for the store. Its peer
 * metadata-service is {@link MetadataPeer}, in the same process, over real HTTP.
 *
 * <p>A field {@code Function<String, String>} of a test gets the {@code Authorization} of a subject.
 */
public final class TransferParts implements QuarkusTestResourceLifecycleManager {
    private Path home;
    private PostgresServer postgres;
    private LocalIssuer issuer;

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("waybill-transfer-it");
            postgres = PostgresServer.start(home.resolve("postgres"));
            issuer = LocalIssuer.start();
            int port = freePort();
            Map<String, String> settings = new HashMap<>(issuer.configuration());
            settings.put("quarkus.http.test-port", Integer.toString(port));
            settings.put("waybill.metadata.url", "http://127.0.0.1:" + port);
            settings.put("waybill.metadata.timeout", "10S");
            settings.put("waybill.upload.commit-wait", "4S");
            settings.put("waybill.database", postgres.url("waybill_transfer"));
            settings.put("waybill.database.user", postgres.user("waybill_transfer"));
            settings.put("waybill.database.password", postgres.password("waybill_transfer"));
            settings.put("waybill.store", "filesystem");
            settings.put("waybill.store.directory", home.resolve("store").toString());
            settings.put("waybill.parts.memory", "8M");
            settings.put("waybill.upload.part-size", "1M");
            settings.put("waybill.upload.max-size", "64M");
            settings.put("waybill.upload.lease", "2S");
            settings.put("waybill.upload.memory-wait", "8S");
            settings.put("waybill.limits.open-uploads.per-user", "60");
            settings.put("waybill.archive.max-entries", "250");
            settings.put("waybill.archive.max-per-owner", "4");
            settings.put("waybill.preview.workers", "0");
            settings.put("waybill.recovery.enabled", "false");
            settings.put("waybill.recovery.stray-grace", "0S");
            return settings;
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        Function<String, String> authorization = issuer::person;
        injector.injectIntoFields(authorization, new TestInjector.MatchesType(Function.class));
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.stop();
        }
        if (issuer != null) {
            issuer.close();
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
