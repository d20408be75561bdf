package io.waybill.transfer.upload;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.waybill.transfer.admission.Admission;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** When this replica goes down, writers acknowledge what they have before the database and the store go away. */
@ApplicationScoped
public class UploadShutdown {
    private static final Logger LOG = Logger.getLogger(UploadShutdown.class);
    private static final long PATIENCE_SECONDS = 10;

    private final ActiveWriters writers;
    private final ActiveParts parts;
    private final Admission admission;

    UploadShutdown(ActiveWriters writers, ActiveParts parts, Admission admission) {
        this.writers = writers;
        this.parts = parts;
        this.admission = admission;
    }

    void prepare(@Observes ShutdownDelayInitiatedEvent announced) {
        close();
    }

    void stop(@Observes @Priority(1) ShutdownEvent stopping) throws InterruptedException {
        try {
            close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notAll) {
            LOG.warn("some uploads could not be brought to rest: their clients send the last bytes again", notAll);
        }
    }

    private Future<?> close() {
        admission.close();
        return Future.join(writers.close(), parts.close());
    }
}
