package io.waybill.metadata.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.kit.inbox.EventReader;
import io.waybill.kit.inbox.MalformedRecordException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Reads records of the topic; nothing in one of them can stop those after it. */
final class StepReader {
    private static final Logger LOG = Logger.getLogger(StepReader.class);

    private final EventReader reader;
    private final HistoryMetrics metrics;

    StepReader(ObjectMapper json, int maxRecordBytes, HistoryMetrics metrics) {
        this.reader = new EventReader(json, maxRecordBytes);
        this.metrics = metrics;
    }

    Batch batch() {
        return new Batch();
    }

    /** What several records say: one step for each transfer. */
    final class Batch {
        private final Map<UUID, TransferStep> steps = new LinkedHashMap<>();
        private final List<CloudEvent> events = new ArrayList<>();

        void add(ConsumerRecord<byte[], byte[]> told) {
            try {
                Optional<CloudEvent> event = reader.read(told.value());
                if (event.isEmpty() || !(event.get().data() instanceof TransferEvent transfer)) {
                    metrics.unknownType();
                    return;
                }
                requireWhole(event.get(), transfer);
                TransferStep step = TransferStep.of(event.get(), transfer);
                steps.merge(step.id(), step, TransferStep::and);
                events.add(event.get());
            } catch (MalformedRecordException malformed) {
                metrics.malformed();
                LOG.warnf(
                        "Record %s-%d@%d is not in the history because %s",
                        told.topic(), told.partition(), told.offset(), malformed.getMessage());
            } catch (RuntimeException unforeseen) {
                metrics.malformed();
                LOG.errorf(
                        unforeseen,
                        "Record %s-%d@%d is not in the history",
                        told.topic(),
                        told.partition(),
                        told.offset());
            }
        }

        Collection<TransferStep> steps() {
            return steps.values();
        }

        List<CloudEvent> events() {
            return events;
        }
    }

    private static void requireWhole(CloudEvent event, TransferEvent transfer) throws MalformedRecordException {
        if (event.time() == null
                || event.sequence() == null
                || transfer.uploadId() == null
                || transfer.path() == null
                || transfer.owner().isEmpty()) {
            throw new MalformedRecordException("it lacks a time, a sequence, an upload, a path or an owner", null);
        }
    }
}
