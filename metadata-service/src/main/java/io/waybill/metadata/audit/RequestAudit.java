package io.waybill.metadata.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.error.Problem;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.kit.problem.RequestId;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Notes where each request comes from, and writes down changes that were refused. */
public class RequestAudit {
    private static final Logger LOG = Logger.getLogger(RequestAudit.class);
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String API = "/api/";
    private static final String FOR_ANYONE = "/.well-known/";
    private static final int MAX_PATH_CHARACTERS = 1024;

    /** More refusals at once are somebody's hammering: they are counted, and leave the database to others. */
    private static final int MOST_AT_ONCE = 32;

    private final CurrentCaller caller;
    private final AuditLog log;
    private final Pool database;
    private final Counter lost;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Writes to {@code log}. */
    public RequestAudit(CurrentCaller caller, AuditLog log, Pool database, MeterRegistry metrics) {
        this.caller = caller;
        this.log = log;
        this.database = database;
        lost = Counter.builder("waybill.audit.refusals.lost")
                .description("Refused requests that were not written down")
                .register(metrics);
    }

    /** Before anything is done. What is for anyone changes nothing, and nobody is asked who they are. */
    @ServerRequestFilter
    public void note(RoutingContext routing) {
        if (!routing.normalizedPath().startsWith(FOR_ANYONE)) {
            HttpServerRequest request = routing.request();
            Caller who = caller.get();
            new Origin(
                            who.isService() ? null : who.subject(),
                            request.getHeader("X-Forwarded-For"),
                            agent(who, request.getHeader("User-Agent")),
                            RequestId.of(routing))
                    .note();
        }
    }

    /** What acts for somebody is their program and, where they sent one, the key that they gave it. */
    private static String agent(Caller who, String program) {
        return who.keyId() == null ? program : "key " + who.keyId() + (program == null ? "" : ", " + program);
    }

    /** A refusal has a transaction of its own, after that of what was refused; nobody waits for it. */
    @ServerResponseFilter
    public void refused(ContainerRequestContext request, ContainerResponseContext answer) {
        String path = '/' + request.getUriInfo().getPath().replaceFirst("^/+", "");
        Origin origin = Origin.current();
        boolean tells = answer.getEntity() instanceof Problem
                && answer.getStatus() / 100 == 4
                && path.startsWith(API)
                && !READS.contains(request.getMethod())
                && origin.isPerson();
        if (tells) {
            String what = (request.getMethod() + ' ' + path).replaceAll("\\p{Cntrl}", "");
            write(new AuditedAction(
                    "request.refused",
                    origin.actor(),
                    fileIn(path),
                    what.substring(0, Math.min(what.length(), MAX_PATH_CHARACTERS)),
                    null,
                    null,
                    ((Problem) answer.getEntity()).code().code()));
        }
    }

    private void write(AuditedAction refusal) {
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            lost.increment();
            return;
        }
        database.preparedQuery("select audit_append($1::text::jsonb)")
                .execute(Tuple.of(log.entry(refusal)))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .subscribe()
                .with(written -> {}, failure -> {
                    lost.increment();
                    LOG.warnf(failure, "a refused request was not written down: %s", refusal.path());
                });
    }

    private static UUID fileIn(String path) {
        String[] segments = path.split("/", 5);
        try {
            return segments.length > 3 && segments[2].equals("files") ? UUID.fromString(segments[3]) : null;
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }
}
