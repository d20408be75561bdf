package io.waybill.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Sends events to Kafka so that those of one subject are never out of order: an event is sent only when the one before it
 * is acknowledged. Different subjects go side by side. Blocks; used by one thread.
 */
final class OutboxPublisher {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Producer<String, String> producer;
    private final String source;
    private final ObjectMapper json;
    private Throwable lastFailure;

    OutboxPublisher(Producer<String, String> producer, String source, ObjectMapper json) {
        this.producer = producer;
        this.source = source;
        this.json = json;
    }

    /**
     * Sends {@code rows}, which are in order, and answers the ids of those that Kafka acknowledged. After a failure the
     * later events of that subject are left out, and after 5 s all that were not begun; the caller offers them again.
     */
    List<Long> publish(List<OutboxRow> rows) throws InterruptedException {
        lastFailure = null;
        List<Long> acknowledged = new ArrayList<>();
        Map<String, Queue<OutboxRow>> bySubject = new LinkedHashMap<>();
        rows.forEach(row -> bySubject
                .computeIfAbsent(row.subject(), subject -> new ArrayDeque<>())
                .add(row));
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!bySubject.isEmpty() && System.nanoTime() < end) {
            List<OutboxRow> round =
                    bySubject.values().stream().map(Queue::remove).toList();
            List<OutboxRow> arrived = sendSideBySide(round);
            arrived.forEach(row -> acknowledged.add(row.id()));
            List<String> goingOn = arrived.stream().map(OutboxRow::subject).toList();
            bySubject.keySet().retainAll(goingOn);
            bySubject.values().removeIf(Queue::isEmpty);
        }
        return acknowledged;
    }

    private List<OutboxRow> sendSideBySide(List<OutboxRow> rows) throws InterruptedException {
        Map<OutboxRow, CompletableFuture<Void>> sent = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            CompletableFuture<Void> outcome = send(row);
            sent.put(row, outcome);
            if (saysThatKafkaIsAway(outcome)) {
                break; // Kafka is away: do not wait once per event for the same answer
            }
        }
        List<OutboxRow> arrived = new ArrayList<>();
        for (Map.Entry<OutboxRow, CompletableFuture<Void>> attempt : sent.entrySet()) {
            if (succeeded(attempt.getValue())) {
                arrived.add(attempt.getKey());
            }
        }
        return arrived;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private CompletableFuture<Void> send(OutboxRow row) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        try {
            producer.send(
                    new ProducerRecord<>(row.topic(), row.subject(), row.cloudEvent(source, json)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            outcome.complete(null);
                        } else {
                            outcome.completeExceptionally(failure);
                        }
                    });
        } catch (JsonProcessingException | RuntimeException unsendable) {
            outcome.completeExceptionally(unsendable);
        }
        return outcome;
    }

    private static boolean saysThatKafkaIsAway(CompletableFuture<Void> outcome) {
        return outcome.isCompletedExceptionally()
                && outcome.handle((sent, failure) -> failure).join() instanceof RetriableException;
    }

    /** Why an event of the last {@link #publish} could not be sent; null when none failed. */
    Throwable lastFailure() {
        return lastFailure;
    }

    private boolean succeeded(CompletableFuture<Void> outcome) throws InterruptedException {
        try {
            outcome.get();
            return true;
        } catch (ExecutionException failed) {
            lastFailure = failed.getCause();
            return false;
        }
    }
}
