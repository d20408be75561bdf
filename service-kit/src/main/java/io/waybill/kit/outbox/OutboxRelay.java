package io.waybill.kit.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.kit.fault.Failpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;

/**
 * Sends what the outbox holds to Kafka: in order per subject, at least once, the same id and sequence each time.
 *
 * <p>One thread and one connection of the pool per relay. It looks 20 times a second and is woken by nobody: whoever calls
 * {@code NOTIFY} holds a lock of the whole server until its commit is on disk (ADR 0011). Relays of several replicas share the
 * work by shard; when one dies, another takes its shards over within about a second. While Kafka or the database is away it
 * tries again with growing pauses of at most 5 s and disturbs nobody: events wait in the table. Sent events stay 7 days for
 * {@link #replay}.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 500;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration BETWEEN_ROUNDS_OF_CARE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Pool pool;
    private final Supplier<Producer<String, String>> kafka;
    private final String source;
    private final ObjectMapper json;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean closed;
    private volatile OutboxBacklog backlog = new OutboxBacklog(0, 0);
    private Duration pause = FIRST_PAUSE;
    private Instant nextCare = Instant.MIN;
    private Instant nextCleaning = Instant.MIN;

    /**
     * A relay that does nothing before {@link #start}.
     *
     * @param pool of PostgreSQL; one of its connections is kept
     * @param kafka opens a producer that waits for all replicas; see {@link OutboxProducer}; called again after it fails
     * @param source the CloudEvents source, such as {@code /waybill/metadata-service}
     * @param json writes {@code Instant} as ISO 8601
     */
    public OutboxRelay(Pool pool, Supplier<Producer<String, String>> kafka, String source, ObjectMapper json) {
        this.pool = pool;
        this.kafka = kafka;
        this.source = source;
        this.json = json;
        thread.setDaemon(true);
    }

    /** Starts to send; to be called once. Does not wait for Kafka or the database. */
    public void start() {
        thread.start();
    }

    /** How much waits, as of at most a second or one pause ago. */
    public OutboxBacklog backlog() {
        return backlog;
    }

    /**
     * Sends everything again that was written at {@code from} or later and is not yet deleted. Consumers know repeated
     * events by their sequence. May be called again.
     *
     * @return how many events will be sent again
     */
    public Future<Integer> replay(Instant from) {
        return pool.preparedQuery("update outbox set sent_at = null where created_at >= $1 and sent_at is not null")
                .execute(Tuple.of(from.atOffset(ZoneOffset.UTC)))
                .map(updated -> {
                    wakeUps.release();
                    return updated.rowCount();
                });
    }

    /** Stops within 5 s, after the batch at hand. */
    @Override
    public void close() {
        closed = true;
        wakeUps.release();
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try (Producer<String, String> producer = kafka.get();
                    OutboxTable table = new OutboxTable(connect())) {
                table.open();
                nextCare = Instant.MIN;
                relay(table, new OutboxPublisher(producer, source, json));
            } catch (InterruptedException stopped) {
                return;
            } catch (OutboxUnreachable | RuntimeException failed) {
                LOG.warnf("Events wait in the outbox: %s", rootOf(failed));
                rest();
            }
        }
    }

    private PgConnection connect() throws OutboxUnreachable {
        return OutboxTable.await(pool.getConnection().map(PgConnection::cast));
    }

    private void relay(OutboxTable table, OutboxPublisher publisher) throws OutboxUnreachable, InterruptedException {
        while (!closed) {
            wakeUps.drainPermits();
            care(table);
            List<OutboxRow> rows = table.unsent(BATCH);
            List<Long> sent = publisher.publish(rows);
            if (!sent.isEmpty()) {
                Failpoint.reached("relay-sent");
                table.markSent(sent);
                pause = FIRST_PAUSE;
            }
            if (publisher.lastFailure() != null) {
                backlog = table.backlog();
                LOG.warnf("%d events wait in the outbox: %s", backlog.unsent(), rootOf(publisher.lastFailure()));
                rest();
            } else if (sent.size() == rows.size() && rows.size() < BATCH) {
                boolean woken = wakeUps.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                LOG.tracef("Looking again (%s).", woken ? "woken" : "in turn");
            }
        }
    }

    private void care(OutboxTable table) throws OutboxUnreachable {
        Instant now = Instant.now();
        if (now.isAfter(nextCare)) {
            table.takeFreeShards();
            backlog = table.backlog();
            clean(table);
            nextCare = now.plus(BETWEEN_ROUNDS_OF_CARE);
        }
    }

    private void clean(OutboxTable table) throws OutboxUnreachable {
        Instant now = Instant.now();
        if (now.isAfter(nextCleaning)) {
            boolean more = table.forgetSentBefore(now.minus(KEPT).atOffset(ZoneOffset.UTC));
            nextCleaning = more ? now : now.plus(BETWEEN_CLEANINGS);
        }
    }

    /** A pause that grows while nothing works; {@link #close} ends it. */
    private void rest() {
        wakeUps.drainPermits();
        Instant until = Instant.now().plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        try {
            while (!closed && Instant.now().isBefore(until)) {
                long left = Duration.between(Instant.now(), until).toMillis();
                if (wakeUps.tryAcquire(Math.max(1, left), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            closed = true;
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
