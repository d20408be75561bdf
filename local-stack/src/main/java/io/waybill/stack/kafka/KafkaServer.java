package io.waybill.stack.kafka;

import io.waybill.stack.part.Part;
import io.waybill.stack.part.PartsDirectory;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.JavaCommand;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One Kafka node, broker and controller at once, over a home directory. Topics are made when first used, with three
 * partitions. Short heartbeats let it come back within a second or two of a kill.
 */
public final class KafkaServer implements Part {
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final String BROKER = "io.waybill.stack.kafka.broker.KafkaBroker";

    /** Those that write several lines a partition, or every setting, at every start. */
    private static final List<String> CHATTY = List.of(
            "state.change.logger",
            "org.apache.kafka.common.config.AbstractConfig",
            "org.apache.kafka.controller.PartitionChangeBuilder",
            "org.apache.kafka.controller.ReplicationControlManager",
            "org.apache.kafka.storage.internals.log.UnifiedLog");

    private final RunningPart running;

    private KafkaServer(Path home, Path log, int port) {
        this.running = new RunningPart("kafka", home, log, port, STOP_PATIENCE, this::launch);
    }

    /** Starts one on a free port. */
    public static KafkaServer start(Path home) {
        return start(home, home.resolve("kafka.log"), 0);
    }

    /** Starts one that logs to {@code log}; port 0 is any free one. */
    public static KafkaServer start(Path home, Path log, int port) {
        KafkaServer server = new KafkaServer(home, log, port);
        server.start();
        return server;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    /** {@code 127.0.0.1:<port>}: what WAYBILL_KAFKA wants. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    private ChildProcess launch() {
        Path settings = running.home().resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(settings)) {
            settings(Ports.free()).store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Path> classPath = new ArrayList<>(List.of(PartsDirectory.ownCode()));
        classPath.addAll(PartsDirectory.files("kafka"));
        List<String> command = JavaCommand.leashed(running.home())
                .options("-Xmx192m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.showDateTime=true")
                .options("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS")
                .options("-Dorg.slf4j.simpleLogger.defaultLogLevel=info")
                .options(quietLoggers())
                .main(classPath, BROKER, settings.toString());
        ChildProcess broker =
                ChildProcess.java(new ChildProcess.Launch(name(), command, Map.of(), running.home(), log()));
        broker.awaitReady(START_PATIENCE, () -> BrokerCheck.serves(port()));
        return broker;
    }

    private static String[] quietLoggers() {
        return CHATTY.stream()
                .map(logger -> "-Dorg.slf4j.simpleLogger.log." + logger + "=warn")
                .toArray(String[]::new);
    }

    private Properties settings(int controllerPort) {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port());
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("log.dirs", running.home().resolve("data").toString());
        settings.setProperty("num.partitions", "3");
        settings.setProperty("auto.create.topics.enable", "true");
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "3");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "3");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "3");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("broker.session.timeout.ms", "2000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "16777216");
        settings.setProperty("log.segment.bytes", "67108864");
        return settings;
    }
}
