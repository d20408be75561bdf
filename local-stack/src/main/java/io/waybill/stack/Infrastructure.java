package io.waybill.stack;

import io.waybill.stack.kafka.KafkaServer;
import io.waybill.stack.keycloak.KeycloakDistribution;
import io.waybill.stack.keycloak.KeycloakServer;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.stack.part.Part;
import io.waybill.stack.postgres.PostgresServer;
import io.waybill.stack.store.MinioServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** PostgreSQL, Kafka, Keycloak and the store: each started here, or given from outside. */
final class Infrastructure {
    private final Path home;
    private final External external;
    private final RememberedPorts ports;
    private final Steps steps;
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    private volatile PostgresServer postgres;
    private volatile KafkaServer kafka;
    private volatile KeycloakServer keycloak;
    private volatile MinioServer minio;

    Infrastructure(Path home, External external, RememberedPorts ports, Steps steps) {
        this.home = home;
        this.external = external;
        this.ports = ports;
        this.steps = steps;
    }

    CompletableFuture<Void> startPostgres(Executor executor) {
        if (external.database().isPresent()) {
            steps.given("postgres", external.databaseUrl(""));
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> postgres = started(
                        "postgres",
                        () -> PostgresServer.start(
                                home.resolve("postgres"),
                                log("postgres"),
                                ports.of("postgres"),
                                PostgresServer.DATABASES)),
                executor);
    }

    CompletableFuture<Void> startKafka(Executor executor) {
        if (external.kafka().isPresent()) {
            steps.given("kafka", external.kafka().get());
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> kafka = started(
                        "kafka", () -> KafkaServer.start(home.resolve("kafka"), log("kafka"), ports.of("kafka"))),
                executor);
    }

    CompletableFuture<Void> startKeycloak(String gateway, Executor executor) {
        if (external.issuer().isPresent()) {
            steps.given("issuer", external.issuer().get());
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> {
                    if (!KeycloakDistribution.isReady()) {
                        steps.note("Keycloak is unpacked and built: once for this machine, less than a minute");
                        steps.timed("keycloak build", KeycloakDistribution::classes, classes -> "");
                    }
                    keycloak = started(
                            "keycloak",
                            () -> KeycloakServer.start(
                                    home.resolve("keycloak"), log("keycloak"), ports.of("keycloak"), gateway));
                },
                executor);
    }

    CompletableFuture<Void> startStore(StoreKind store, Executor executor) {
        if (store == StoreKind.FILESYSTEM) {
            return CompletableFuture.completedFuture(null);
        }
        if (external.s3().isPresent()) {
            steps.given("s3 store", external.s3().get().endpoint());
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> minio = started(
                        "minio", () -> MinioServer.start(home.resolve("minio"), log("minio"), ports.of("minio"))),
                executor);
    }

    /** Every part that was started here. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    Optional<PostgresServer> postgres() {
        return Optional.ofNullable(postgres);
    }

    Optional<KafkaServer> kafka() {
        return Optional.ofNullable(kafka);
    }

    Optional<KeycloakServer> keycloak() {
        return Optional.ofNullable(keycloak);
    }

    Optional<MinioServer> minio() {
        return Optional.ofNullable(minio);
    }

    String databaseUrl(String name) {
        return postgres().map(server -> server.url(name)).orElseGet(() -> external.databaseUrl(name));
    }

    String databaseUser(String name) {
        return postgres().map(server -> server.user(name)).orElseGet(external::databaseUser);
    }

    String databasePassword(String name) {
        return postgres().map(server -> server.password(name)).orElseGet(external::databasePassword);
    }

    String bootstrapServers() {
        return kafka().map(KafkaServer::bootstrapServers).or(external::kafka).orElseThrow();
    }

    String issuer() {
        return keycloak().map(KeycloakServer::issuer).or(external::issuer).orElseThrow();
    }

    Optional<Path> clientSecret() {
        return keycloak().flatMap(KeycloakServer::clientSecret);
    }

    List<LocalUser> users() {
        return keycloak().map(KeycloakServer::users).orElse(List.of());
    }

    Optional<External.S3> s3() {
        return minio().map(server -> new External.S3(
                        server.endpoint(), server.region(), server.bucket(), server.accessKey(), server.secretKey()))
                .or(external::s3);
    }

    private Path log(String name) {
        return home.resolve("logs").resolve(name + ".log");
    }

    private <P extends Part> P started(String name, Supplier<P> starter) {
        P part = steps.timed(name, starter, started -> "127.0.0.1:" + started.port());
        parts.add(part);
        return part;
    }
}
