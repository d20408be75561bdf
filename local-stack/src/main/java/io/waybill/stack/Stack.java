package io.waybill.stack;

import io.waybill.stack.kafka.KafkaServer;
import io.waybill.stack.keycloak.KeycloakServer;
import io.waybill.stack.part.Part;
import io.waybill.stack.part.PartsDirectory;
import io.waybill.stack.postgres.PostgresServer;
import io.waybill.stack.store.MinioServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The whole system, running: infrastructure and the four services, each a process of its own, with a handle to stop,
 * kill, pause and restart it. {@code ./waybill up} and the system tests are both this class.
 *
 * <p>Nothing outlives this JVM; what was acknowledged stays in the home.
 */
public final class Stack implements AutoCloseable {
    private static final long STARTERS_PATIENCE_SECONDS = 10;

    private final Path root;
    private final StackOptions options;
    private final Path home;
    private final Steps steps;
    private final Infrastructure infrastructure;
    private final RememberedPorts ports;
    private final ExecutorService starters = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "waybill-start");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private volatile ServiceEnvironment environment;

    private Stack(StackOptions options, StartListener listener) {
        this.options = options;
        this.home = options.home().toAbsolutePath().normalize();
        this.root = projectRoot();
        this.steps = new Steps(listener);
        try {
            Files.createDirectories(home.resolve("logs"));
        } catch (IOException e) {
            throw new StackException("The home " + home + " cannot be written: " + e.getMessage(), e);
        }
        this.ports = new RememberedPorts(home.resolve("ports.properties"));
        this.infrastructure = new Infrastructure(home, options.external(), ports, steps);
    }

    /**
     * Starts everything and returns when all of it serves.
     *
     * @throws StackException when something does not start; nothing is left running then
     */
    public static Stack start(StackOptions options) {
        return prepare(options, StartListener.SILENT).startAll();
    }

    /** A stack that is not started yet, so that whoever must be able to stop it half-way has a handle. */
    public static Stack prepare(StackOptions options, StartListener listener) {
        return new Stack(options, listener);
    }

    /** Starts everything; see {@link #start}. */
    public Stack startAll() {
        try {
            // Before anything runs: a missing jar is told at once.
            for (ServiceKind kind : ServiceKind.values()) {
                kind.jar(root);
            }
            placeServices();
            CompletableFuture<Void> postgres = infrastructure.startPostgres(starters);
            CompletableFuture<Void> kafka = infrastructure.startKafka(starters);
            CompletableFuture<Void> keycloak =
                    infrastructure.startKeycloak(gateway().toString(), starters);
            CompletableFuture<Void> store = infrastructure.startStore(options.store(), starters);
            Starts.awaitAll(List.of(
                    keycloak,
                    startAfter(ServiceKind.METADATA, postgres, kafka),
                    startAfter(ServiceKind.TRANSFER, postgres, kafka, store),
                    startAfter(ServiceKind.NOTIFICATION, kafka),
                    startAfter(ServiceKind.GATEWAY, postgres, keycloak)));
            return this;
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** The only door: {@code http://127.0.0.1:<port>}. */
    public URI gateway() {
        return URI.create(service(ServiceKind.GATEWAY.title()).url());
    }

    /** The first replica of a service, such as {@code transfer-service}. */
    public ServiceProcess service(String title) {
        return services.stream()
                .filter(service -> service.name().equals(title))
                .findFirst()
                .orElseThrow(() -> new StackException("No service " + title + " runs."));
    }

    /** All services, replicas included. */
    public List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /**
     * Starts one more replica of a service, with the same databases, store and secrets and a port of its own. The
     * first gateway does not know it: talk to it by its {@link ServiceProcess#url()}.
     *
     * @param changes environment variables that differ from the first replica's
     */
    public ServiceProcess startReplica(String title, Map<String, String> changes) {
        ServiceKind kind = ServiceKind.of(title);
        long others = services.stream()
                .filter(service -> service.name().startsWith(title))
                .count();
        String name = title + "-" + (others + 1);
        ServiceProcess replica = process(kind, name, ports.of(name), changes);
        services.add(replica);
        replica.start();
        return replica;
    }

    /** Everything that runs, infrastructure first. */
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(infrastructure.parts());
        all.addAll(services);
        return List.copyOf(all);
    }

    /**
     * The database server.
     *
     * @throws StackException when it was given from outside
     */
    public PostgresServer postgres() {
        return infrastructure.postgres().orElseThrow(() -> given("PostgreSQL"));
    }

    /**
     * The broker.
     *
     * @throws StackException when it was given from outside
     */
    public KafkaServer kafka() {
        return infrastructure.kafka().orElseThrow(() -> given("Kafka"));
    }

    /**
     * The issuer of tokens.
     *
     * @throws StackException when it was given from outside
     */
    public KeycloakServer keycloak() {
        return infrastructure.keycloak().orElseThrow(() -> given("The issuer"));
    }

    /**
     * The S3 store.
     *
     * @throws StackException when it is not a local MinIO
     */
    public MinioServer minio() {
        return infrastructure.minio().orElseThrow(() -> given("The store"));
    }

    /** A fresh access token of alice, bob or admin. */
    public String tokenOf(String user) {
        return keycloak().token(user);
    }

    public Path home() {
        return home;
    }

    /** What {@code stack.json} says while this runs. */
    public StackFile describe() {
        Map<String, StackFile.Service> described = new LinkedHashMap<>();
        for (ServiceProcess service : services) {
            described.put(
                    service.name(),
                    new StackFile.Service(
                            service.url(), service.pid(), service.log().toString()));
        }
        return new StackFile(
                gateway().toString(),
                infrastructure.issuer(),
                KeycloakServer.CLIENT_ID,
                infrastructure.users(),
                described,
                infrastructure.bootstrapServers(),
                "jdbc:" + infrastructure.databaseUrl("waybill_metadata"),
                new StackFile.Store(
                        options.store().word(),
                        infrastructure.s3().map(External.S3::endpoint).orElse(null)));
    }

    /** Stops services, then infrastructure, each in order; may be called in the midst of a start, and again. */
    @Override
    public void close() {
        starters.shutdownNow();
        awaitStarters();
        List<ServiceProcess> last = new ArrayList<>(services);
        Collections.reverse(last);
        stopAll(last);
        stopAll(infrastructure.parts());
    }

    private void awaitStarters() {
        try {
            starters.awaitTermination(STARTERS_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every address is known before anything runs, so each service starts as soon as what it needs is there. */
    private void placeServices() {
        Map<ServiceKind, Integer> chosen = new EnumMap<>(ServiceKind.class);
        for (ServiceKind kind : ServiceKind.values()) {
            boolean wished = kind == ServiceKind.GATEWAY && options.gatewayPort() != 0;
            chosen.put(kind, wished ? options.gatewayPort() : ports.of(kind.title()));
        }
        environment = new ServiceEnvironment(home, options.store(), infrastructure, chosen);
        for (ServiceKind kind : ServiceKind.values()) {
            services.add(process(kind, kind.title(), chosen.get(kind), Map.of()));
        }
    }

    private CompletableFuture<Void> startAfter(ServiceKind kind, CompletableFuture<?>... needs) {
        ServiceProcess service = service(kind.title());
        return CompletableFuture.allOf(needs).thenRunAsync(() -> started(service), starters);
    }

    private void started(ServiceProcess service) {
        steps.timed(
                service.name(),
                () -> {
                    service.start();
                    return service;
                },
                ServiceProcess::url);
    }

    private ServiceProcess process(ServiceKind kind, String name, int port, Map<String, String> changes) {
        Path directory = home.resolve("services").resolve(name);
        return new ServiceProcess(
                kind, name, directory, home.resolve("logs").resolve(name + ".log"), kind.jar(root), port, () -> {
                    Map<String, String> all = new HashMap<>(environment.of(kind, port));
                    all.putAll(changes);
                    return all;
                });
    }

    private static void stopAll(List<? extends Part> parts) {
        CompletableFuture.allOf(parts.stream()
                        .map(part -> CompletableFuture.runAsync(part::stop, runnable -> new Thread(runnable).start()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static StackException given(String what) {
        return new StackException(what + " is not part of this stack: it was given from outside.");
    }

    /** The checkout: named by the launcher script, else the directory above this module. */
    private static Path projectRoot() {
        String named = System.getProperty("waybill.root");
        return named != null
                ? Path.of(named)
                : PartsDirectory.ownCode().getParent().getParent().getParent();
    }
}
