package io.waybill.notification.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Red when the thread that reads Kafka has ended. Kafka being away is no reason: sockets stay useful without it. */
@Liveness
@ApplicationScoped
public class InboxLiveness implements HealthCheck {
    private final Inbox inbox;

    /** A check of {@code inbox}. */
    public InboxLiveness(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("inbox").status(inbox.isRunning()).build();
    }
}
