package io.waybill.metadata.history;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Red when the thread that reads events has ended. Kafka being away is no reason: facts stay useful without it. */
@Liveness
@ApplicationScoped
public class HistoryLiveness implements HealthCheck {
    private final HistoryFeed feed;

    /** A check of {@code feed}. */
    public HistoryLiveness(HistoryFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("history").status(feed.isRunning()).build();
    }
}
