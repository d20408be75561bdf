package io.waybill.metadata.events;

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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Runs the relay of this service's outbox from start to stop. */
@ApplicationScoped
public class FileEventRelay {
    private final OutboxRelay relay;
    private final ObjectMapper json;

    /** Relays from {@code pool} to {@code kafka}. */
    public FileEventRelay(Pool pool, KafkaAddress kafka, ObjectMapper json, MeterRegistry metrics) {
        this.json = json;
        relay = new OutboxRelay(
                pool, () -> OutboxProducer.connect(kafka.bootstrapServers()), "/waybill/metadata-service", json);
        OutboxMetrics.register(relay, metrics);
    }

    void routes(@Observes Router router) {
        OutboxReplay.install(router, relay, json);
    }

    void start(@Observes StartupEvent started) {
        relay.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        relay.close();
    }
}
