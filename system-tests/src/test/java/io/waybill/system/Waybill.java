package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.stack.ServiceProcess;
import io.waybill.stack.Stack;
import io.waybill.stack.StackFile;
import io.waybill.stack.StackOptions;
import io.waybill.system.client.Client;
import io.waybill.system.client.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** One whole stack for all tests of a JVM, in a fresh home, with what tests need to break it and to look at it from outside. */
public final class Waybill {
    private static Waybill shared;

    private final Stack stack;
    private final Tokens tokens = new Tokens();

    private Waybill(Stack stack) {
        this.stack = stack;
    }

    /** The stack that all tests share; started on first use, gone with this JVM. */
    public static synchronized Waybill shared() {
        if (shared == null) {
            shared = fresh();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::remove));
        }
        return shared;
    }

    /** A stack of the caller's own, for what must not disturb others; it ends with this JVM and its home stays. */
    public static Waybill fresh() {
        try {
            return new Waybill(Stack.start(StackOptions.in(Files.createTempDirectory("waybill-system-"))));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Stops it and removes its home. */
    public void remove() {
        stack.close();
        deleteTree(stack.home());
    }

    /** What runs, to be looked at and broken. */
    public Stack stack() {
        return stack;
    }

    public Client alice() {
        return person("alice");
    }

    public Client bob() {
        return person("bob");
    }

    public Client admin() {
        return person("admin");
    }

    /** Where everything of this stack is. */
    public StackFile describe() {
        return stack.describe();
    }

    /** Ends a service as a power cut would, and leaves it down. */
    public void kill(String service) {
        stack.service(service).kill();
    }

    /** Brings a killed service back and waits until it serves. */
    public void revive(String service) {
        stack.service(service).start();
    }

    public void pause(String service) {
        stack.service(service).pause();
    }

    public void resume(String service) {
        stack.service(service).resume();
    }

    /** Ends PostgreSQL as a power cut would, and leaves it down. */
    public void killPostgres() {
        stack.postgres().kill();
    }

    /** Brings it back; the old one's last processes may still be on their way out. */
    public void startPostgres() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            stack.postgres().start();
            return true;
        });
    }

    public void stopKafka() {
        stack.kafka().stop();
    }

    public void startKafka() {
        stack.kafka().start();
    }

    /** A second transfer replica with a second gateway in front of it: another way to the same files. */
    public SecondPath secondPath() {
        ServiceProcess transfer = stack.startReplica("transfer-service", Map.of());
        ServiceProcess gateway = stack.startReplica("gateway-service", Map.of("WAYBILL_TRANSFER_URL", transfer.url()));
        return new SecondPath(transfer, gateway);
    }

    /** Another gateway and another transfer replica. */
    public record SecondPath(ServiceProcess transfer, ServiceProcess gatewayReplica) implements AutoCloseable {
        public URI gateway() {
            return URI.create(gatewayReplica.url());
        }

        @Override
        public void close() {
            gatewayReplica.stop();
            transfer.stop();
        }
    }

    /** A token that is right in every claim and signed by a stranger. */
    public String foreignToken() {
        try {
            String token = stack.tokenOf("alice");
            String claims = new String(
                    Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))),
                    StandardCharsets.UTF_8);
            PrivateKey stranger =
                    KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
            Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
            String signed =
                    base64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                            + "."
                            + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(stranger);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The status of a GET whose target is sent exactly as written. */
    public int rawGet(Client client, String target) {
        try (RawHttp socket = new RawHttp(client.gateway())) {
            String answer = socket.head(
                            "GET " + target + " HTTP/1.1",
                            "Host: " + client.gateway().getAuthority(),
                            "Authorization: Bearer " + client.token(),
                            "Connection: close")
                    .answer();
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    /** Waits until neither the store nor a database knows anything of an upload. */
    public void awaitNothingLeftOf(String uploadUrl) {
        String id = uploadUrl.substring(uploadUrl.lastIndexOf('/') + 1);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(column("waybill_transfer", "select number::text from part where upload = '" + id + "'::uuid"))
                    .isEmpty();
            assertThat(storedNames()).noneMatch(name -> name.contains(id));
        });
        awaitNoStrayBytes();
    }

    /**
     * Waits until the store holds nothing but what a version, its preview, an open upload or a kept partial upload points at:
     * for the sweeps, too, which take away what a kill left between a row and an object.
     */
    public void awaitNoStrayBytes() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            String open = " from upload where state in ('OPEN', 'COMMITTING')";
            Set<String> known = new HashSet<>();
            column("waybill_metadata", "select store_key from version").forEach(key -> known.add(tip(key)));
            column("waybill_transfer", "select store_key" + open).forEach(key -> known.add(tip(key)));
            column("waybill_transfer", "select store_key from upload where state = 'COMPLETED' and concat = 'partial'")
                    .forEach(key -> known.add(tip(key)));
            known.addAll(column("waybill_transfer", "select tail_key" + open + " and tail_key is not null"));
            known.addAll(
                    column(
                            "waybill_transfer",
                            "select key from preview_object join preview on store_key = source and preview.epoch = preview_object.epoch"));
            assertThat(storedNames()).allMatch(name -> known.stream().anyMatch(name::contains));
        });
    }

    /** Waits until both outboxes are empty: Kafka has every event. */
    public void awaitEveryEventSent() {
        for (String database : List.of("waybill_transfer", "waybill_metadata")) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            column(database, "select id::text from outbox where sent_at is null"))
                    .isEmpty());
        }
    }

    /** Every record of a topic, oldest first per partition, as its JSON. */
    public List<String> eventsIn(String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", stack.kafka().bootstrapServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new org.apache.kafka.common.TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<org.apache.kafka.common.TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> events = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> events.add(record.value()));
            }
            return events;
        }
    }

    /** A token of alice that Keycloak signed and that is over two seconds later. */
    public String briefToken() {
        return stack.keycloak().briefToken("alice");
    }

    private Client person(String name) {
        return new Client(stack.gateway(), () -> tokens.get(name, () -> stack.tokenOf(name)));
    }

    /** Every regular file of the store, relative to its directory, but for what is being written: that is swept by its age. */
    private List<String> storedNames() {
        Path store = stack.home().resolve("store");
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> store.relativize(file).toString())
                    .filter(name -> !name.startsWith("tmp/"))
                    .toList();
        } catch (java.io.UncheckedIOException | IOException changedMeanwhile) {
            throw new AssertionError("the store changed while it was listed", changedMeanwhile);
        }
    }

    /** The first column of a query's answer, as text. */
    public List<String> column(String database, String query) {
        var postgres = stack.postgres();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException broken) {
            throw new IllegalStateException(query, broken);
        }
    }

    private static String tip(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}
