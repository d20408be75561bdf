package io.waybill.kit.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.ProblemWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * {@code POST /internal/outbox/replay?from=2026-11-20T10:00:00Z}: sends events again that the broker has lost. For operators,
 * by {@code ./waybill replay}; only a service credential gets here.
 */
public final class OutboxReplay {
    private static final Duration REACH = Duration.ofDays(3650);

    private final OutboxRelay relay;
    private final ProblemWriter problems;

    private OutboxReplay(OutboxRelay relay, ProblemWriter problems) {
        this.relay = relay;
        this.problems = problems;
    }

    /** Serves the replay of {@code relay} on {@code router}. */
    public static void install(Router router, OutboxRelay relay, ObjectMapper json) {
        OutboxReplay replay = new OutboxReplay(relay, new ProblemWriter(json));
        router.post("/internal/outbox/replay").handler(replay::replay);
    }

    private void replay(RoutingContext request) {
        try {
            relay.replay(from(request))
                    .onSuccess(events -> request.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(Buffer.buffer(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("events", events)
                                    .toString())))
                    .onFailure(failure -> problems.write(request, failure));
        } catch (WaybillException malformed) {
            problems.write(request, malformed);
        }
    }

    private static Instant from(RoutingContext request) {
        try {
            Instant from = Instant.parse(String.valueOf(request.request().getParam("from")));
            // A database knows less time than Instant does.
            Instant earliest = Instant.now().minus(REACH);
            Instant latest = Instant.now().plus(REACH);
            return from.isBefore(earliest) ? earliest : from.isAfter(latest) ? latest : from;
        } catch (DateTimeParseException malformed) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST,
                    "The query names the moment to begin at: from=2026-11-20T10:00:00Z.",
                    malformed);
        }
    }
}
