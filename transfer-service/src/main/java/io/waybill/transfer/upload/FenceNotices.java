package io.waybill.transfer.upload;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.waybill.contracts.api.UploadState;
import io.waybill.transfer.admission.Admission;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hears from the database, on the channel {@code upload_fence}, that an upload got a newer writer or an end, and stops the
 * older writer here at once. A notice that is lost costs time, not truth: the older writer's next write fails.
 */
@ApplicationScoped
public class FenceNotices {
    private static final Logger LOG = Logger.getLogger(FenceNotices.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Pool pool;
    private final ActiveWriters writers;
    private final ActiveParts parts;
    private final Admission admission;
    private volatile boolean closed;
    private volatile PgConnection connection;

    FenceNotices(Vertx vertx, Pool pool, ActiveWriters writers, ActiveParts parts, Admission admission) {
        this.vertx = vertx;
        this.pool = pool;
        this.writers = writers;
        this.parts = parts;
        this.admission = admission;
    }

    void start(@Observes StartupEvent started) {
        listen();
    }

    void stop(@Observes ShutdownEvent stopping) {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }

    private void listen() {
        if (closed) {
            return;
        }
        pool.getConnection()
                .compose(listening -> {
                    connection = PgConnection.cast(listening);
                    connection.notificationHandler(notice -> heard(notice.getPayload()));
                    connection.closeHandler(gone -> later());
                    return listening.query("listen upload_fence").execute();
                })
                .onFailure(away -> {
                    LOG.debugf(away, "not listening for fences");
                    later();
                });
    }

    private void later() {
        if (!closed) {
            vertx.setTimer(RETRY_MILLIS, fired -> listen());
        }
    }

    private void heard(String payload) {
        String[] words = payload.split(" ", -1);
        UUID id = UUID.fromString(words[0]);
        UploadState state = UploadState.valueOf(words[2]);
        StopReason reason = state == UploadState.OPEN ? StopReason.FENCED : StopReason.ENDED;
        writers.fence(id, Long.parseLong(words[1]), reason);
        parts.fence(id, state);
        if (state != UploadState.OPEN) {
            admission.dismiss(id, reason.failure());
        }
    }
}
