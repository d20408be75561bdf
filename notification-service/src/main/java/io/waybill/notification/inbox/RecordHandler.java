package io.waybill.notification.inbox;

import io.waybill.contracts.event.CloudEvent;
import io.waybill.kit.inbox.EventReader;
import io.waybill.kit.inbox.MalformedRecordException;
import io.waybill.notification.fanout.Fanout;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Takes one record at a time to the fan-out, or leaves it out: nothing in a record can stop those after it. */
final class RecordHandler {
    private static final Logger LOG = Logger.getLogger(RecordHandler.class);

    private final EventReader reader;
    private final SeenEvents seen;
    private final Fanout fanout;
    private final InboxMetrics metrics;

    RecordHandler(EventReader reader, SeenEvents seen, Fanout fanout, InboxMetrics metrics) {
        this.reader = reader;
        this.seen = seen;
        this.fanout = fanout;
        this.metrics = metrics;
    }

    void handle(ConsumerRecord<byte[], byte[]> fromKafka) {
        try {
            Optional<CloudEvent> event = reader.read(fromKafka.value());
            if (event.isEmpty()) {
                metrics.unknownType();
            } else if (!seen.isNew(event.get())) {
                metrics.duplicate();
            } else {
                metrics.event(event.get());
                fanout.deliver(event.get());
            }
        } catch (MalformedRecordException e) {
            metrics.malformed();
            LOG.warnf(
                    "Record %s-%d@%d was skipped because %s",
                    fromKafka.topic(), fromKafka.partition(), fromKafka.offset(), e.getMessage());
        } catch (RuntimeException e) {
            metrics.malformed();
            LOG.errorf(
                    e,
                    "Record %s-%d@%d could not be delivered and was skipped",
                    fromKafka.topic(),
                    fromKafka.partition(),
                    fromKafka.offset());
        }
    }

    void gap() {
        metrics.gap();
        fanout.gap();
    }
}
