package io.waybill.notification.inbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.waybill.kit.inbox.EventReader;
import io.waybill.notification.fanout.Fanout;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jboss.logging.Logger;

/**
 * Reads the topics on a thread of its own for as long as the service runs. Kafka may be away, at the start or later: the
 * thread tries again, and once it reads again every socket is told that it may have missed something.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final InboxConfig config;
    private final InboxMetrics metrics;
    private final KafkaClients clients;
    private final TopicFollower follower;
    private final RecordHandler handler;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean live;
    private boolean awayIsLogged;

    /** An inbox that starts with the application. */
    public Inbox(InboxConfig config, ObjectMapper json, Fanout fanout, InboxMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        clients = new KafkaClients(config);
        follower = new TopicFollower(KafkaClients.TOPICS, config.probeTimeout());
        handler = new RecordHandler(
                new EventReader(json, config.maxRecordBytes()),
                new SeenEvents(config.rememberedEvents()),
                fanout,
                metrics);
        thread = new Thread(this::run, "waybill-inbox");
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stop.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    /** Whether the thread that reads is running: a service where it is not must be restarted. */
    boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped(Duration.ZERO)) {
            try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
                clients.createTopics();
                follow(consumer);
            } catch (RuntimeException e) {
                pause = live ? FIRST_PAUSE : longer(pause);
                away(e);
                stopped(pause);
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        long probeNanos = config.probeInterval().toNanos();
        follower.assign(consumer);
        back();
        long probed = System.nanoTime();
        while (!stopped(Duration.ZERO)) {
            read(consumer);
            if (System.nanoTime() - probed > probeNanos) {
                if (follower.assign(consumer)) {
                    LOG.warn("Kafka lost records: going on with those it has");
                    handler.gap();
                }
                probed = System.nanoTime();
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        try {
            for (ConsumerRecord<byte[], byte[]> fromKafka : follower.poll(consumer, POLL)) {
                handler.handle(fromKafka);
            }
        } catch (OffsetOutOfRangeException e) {
            follower.rewind(consumer, e);
            LOG.warn("Kafka dropped records before they were read: going on with those it has");
            handler.gap();
        }
    }

    private void back() {
        live = true;
        awayIsLogged = false;
        metrics.live(true);
        LOG.info("Reading events from Kafka");
        handler.gap();
    }

    private void away(RuntimeException cause) {
        live = false;
        metrics.live(false);
        if (!awayIsLogged) {
            LOG.warnf("Kafka is away (%s): trying again until it is back", cause);
            awayIsLogged = true;
        }
    }

    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
