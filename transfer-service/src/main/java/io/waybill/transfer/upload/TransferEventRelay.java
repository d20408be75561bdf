package io.waybill.transfer.upload;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import io.waybill.kit.outbox.OutboxMetrics;
import io.waybill.kit.outbox.OutboxProducer;
import io.waybill.kit.outbox.OutboxRelay;
import io.waybill.kit.outbox.OutboxReplay;
import io.waybill.transfer.progress.KafkaAddress;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Sends the lifecycle events of uploads from the outbox to Kafka; without {@code waybill.kafka} they wait in the table. */
@ApplicationScoped
public class TransferEventRelay {
    private final OutboxRelay relay;
    private final ObjectMapper json;
    private final boolean connected;

    TransferEventRelay(Pool pool, KafkaAddress kafka, ObjectMapper json, MeterRegistry registry) {
        this.json = json;
        this.connected = kafka.bootstrapServers().isPresent();
        this.relay = new OutboxRelay(
                pool,
                () -> OutboxProducer.connect(kafka.bootstrapServers().orElseThrow()),
                "/waybill/transfer-service",
                json);
        OutboxMetrics.register(relay, registry);
    }

    void routes(@Observes Router router) {
        OutboxReplay.install(router, relay, json);
    }

    void start(@Observes StartupEvent started) {
        if (connected) {
            relay.start();
        }
    }

    void stop(@Observes @Priority(3_000) ShutdownEvent stopping) {
        relay.close();
    }
}
