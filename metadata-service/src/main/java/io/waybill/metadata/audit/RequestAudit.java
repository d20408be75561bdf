package io.waybill.metadata.audit;

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

    private final CurrentCaller caller;
    private final AuditLog log;
    private final Pool database;

    /** Writes to {@code log}. */
    public RequestAudit(CurrentCaller caller, AuditLog log, Pool database) {
        this.caller = caller;
        this.log = log;
        this.database = database;
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
                            request.getHeader("User-Agent"),
                            RequestId.of(routing))
                    .note();
        }
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
            String what = request.getMethod() + ' ' + path;
            AuditedAction action = new AuditedAction(
                    "request.refused",
                    origin.actor(),
                    fileIn(path),
                    what.substring(0, Math.min(what.length(), MAX_PATH_CHARACTERS)),
                    null,
                    null,
                    ((Problem) answer.getEntity()).code().code());
            database.preparedQuery("select audit_append($1::text::jsonb)")
                    .execute(Tuple.of(log.entry(action)))
                    .subscribe()
                    .with(written -> {}, lost -> LOG.warnf(lost, "a refused request was not written down: %s", what));
        }
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
