package io.waybill.stack.kafka.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The main class of the broker's JVM: formats the log directory the first time, then serves until it is told to end. */
public final class KafkaBroker {
    private KafkaBroker() {}

    /**
     * Serves until the JVM is told to end.
     *
     * @param arguments the path of {@code server.properties}
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Properties properties = load(file);
        Path logDirectory = Path.of(properties.getProperty("log.dirs"));
        if (!Files.exists(logDirectory.resolve("meta.properties"))) {
            format(properties, logDirectory);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, true), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Properties properties, Path logDirectory) throws Exception {
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(logDirectory.toString())
                .addDirectory(logDirectory.toString())
                .run();
    }

    private static Properties load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
