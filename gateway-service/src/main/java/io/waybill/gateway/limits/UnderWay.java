package io.waybill.gateway.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of one user, or by way of one link, are under way in this replica: nobody takes all connections to the services,
 * however slow their requests are. WebSockets have connections of their own and are not counted.
 */
@ApplicationScoped
public class UnderWay {
    private static final String POLICY = "user-at-once";
    private static final long RETRY_AFTER_SECONDS = 1;

    private final int mostPerUser;
    private final Map<Exchange, String> entered = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Counter refusals;

    /** Bounds as {@code config} says. */
    public UnderWay(LimitConfig config, MeterRegistry meters) {
        mostPerUser = config.enabled() ? config.requests().atOncePerUser() : 0;
        refusals = meters.counter("waybill.limited", "limit", "requests-at-once", "by", Party.USER.word());
    }

    /**
     * Counts {@code exchange} of {@code sender} until it {@link #leave leaves}.
     *
     * @throws WaybillException {@code rate_limited} for one too many, which is not counted
     */
    public void enter(Exchange exchange, String sender) {
        if (mostPerUser == 0 || exchange.isClientGone()) {
            return;
        }
        int now = counts.merge(sender, 1, Integer::sum);
        entered.put(exchange, sender);
        if (now > mostPerUser) {
            leave(exchange);
            throw refuse(exchange);
        }
    }

    /** Counts {@code exchange} no longer. May be called twice, and for one that never entered. */
    public void leave(Exchange exchange) {
        String subject = entered.remove(exchange);
        if (subject != null) {
            counts.computeIfPresent(subject, (who, count) -> count > 1 ? count - 1 : null);
        }
    }

    private WaybillException refuse(Exchange exchange) {
        refusals.increment();
        exchange.response()
                .putHeader("RateLimit-Policy", "\"%s\";q=%d;qu=\"concurrent-requests\"".formatted(POLICY, mostPerUser))
                .putHeader("RateLimit", "\"%s\";r=0;t=%d".formatted(POLICY, RETRY_AFTER_SECONDS));
        return new WaybillException(
                        ErrorCode.RATE_LIMITED,
                        "There are %d requests of yours under way. Wait until one of them has ended."
                                .formatted(mostPerUser))
                .with("violated-policies", List.of(POLICY))
                .with(Answers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
}
