package io.waybill.notification.socket;

import io.vertx.core.Vertx;
import io.waybill.contracts.api.UploadStatus;
import io.waybill.notification.fanout.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Snapshots for sockets. One that could not be had is owed: one question is asked from time to time on behalf of all, and
 * once it is answered every such socket is told to start over.
 */
@ApplicationScoped
class OwedResyncs implements OpenSocket.SnapshotSource {
    private static final Logger LOG = Logger.getLogger(OwedResyncs.class);

    private final Snapshots snapshots;
    private final Vertx vertx;
    private final long retryMillis;
    private final Set<OpenSocket> owed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean retrying = new AtomicBoolean();

    OwedResyncs(Snapshots snapshots, Vertx vertx, SocketConfig config) {
        this.snapshots = snapshots;
        this.vertx = vertx;
        retryMillis = config.snapshotRetry().toMillis();
    }

    @Override
    public void ask(OpenSocket socket, Topic topic, Consumer<List<UploadStatus>> found, Consumer<Throwable> failed) {
        snapshots.of(socket.viewer(), topic).subscribe().with(found, failure -> {
            failed.accept(failure);
            if (isPassing(failure)) {
                owe(socket, failure);
            } else {
                LOG.errorf("The transfer service refused to give a snapshot: %s", failure);
            }
        });
    }

    /** {@code socket} is gone. */
    void forget(OpenSocket socket) {
        owed.remove(socket);
    }

    /** Whether asking again may help: a refusal would come again, and so would the resync after it. */
    private static boolean isPassing(Throwable failure) {
        return !(failure instanceof WebApplicationException refusal)
                || refusal.getResponse().getStatus() >= 500;
    }

    private void owe(OpenSocket socket, Throwable failure) {
        owed.add(socket);
        if (retryLater()) {
            LOG.warnf("The transfer service gives no snapshots (%s): trying again until it does", failure);
        }
    }

    private boolean retryLater() {
        boolean first = retrying.compareAndSet(false, true);
        if (first) {
            vertx.setTimer(retryMillis, timer -> retry());
        }
        return first;
    }

    private void retry() {
        OpenSocket one = owed.stream().findAny().orElse(null);
        if (one == null) {
            retrying.set(false);
            if (!owed.isEmpty()) {
                retryLater();
            }
            return;
        }
        snapshots
                .of(one.viewer(), new Topic.Mine())
                .subscribe()
                .with(found -> settled(), failure -> vertx.setTimer(retryMillis, timer -> retry()));
    }

    private void settled() {
        retrying.set(false);
        LOG.info("The transfer service gives snapshots again");
        List<OpenSocket> creditors = List.copyOf(owed);
        owed.removeAll(creditors);
        creditors.forEach(OpenSocket::resync);
    }
}
