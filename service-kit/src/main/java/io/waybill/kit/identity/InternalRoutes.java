package io.waybill.kit.identity;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.ProblemWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Hides everything under {@code /internal/} from whoever is not a sister service: to others it is not there (404). */
@ApplicationScoped
@IfBuildProperty(name = "waybill.internal-identity", stringValue = "true", enableIfMissing = true)
public class InternalRoutes {
    private final InternalTokens tokens;
    private final ProblemWriter problems;

    /** Lets through whom {@code tokens} knows as a service. */
    public InternalRoutes(InternalTokens tokens, ProblemWriter problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    void guard(@Observes Router router) {
        router.route("/internal/*")
                .order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1)
                .handler(this::check);
    }

    private void check(RoutingContext request) {
        request.request().pause();
        tokens.verify(BearerToken.in(request.request().getHeader(HttpHeaders.AUTHORIZATION)))
                .subscribe()
                .with(caller -> decide(request, caller), refusal -> refuse(request, refusal));
    }

    private void decide(RoutingContext request, Caller caller) {
        if (caller.isService()) {
            request.request().resume();
            request.next();
        } else {
            refuse(request, null);
        }
    }

    private void refuse(RoutingContext request, Throwable refusal) {
        request.request().resume();
        boolean ourFault =
                refusal instanceof WaybillException known && known.code().isTransient();
        problems.write(
                request,
                ourFault ? refusal : new WaybillException(ErrorCode.NOT_FOUND, "There is nothing at this address."));
    }
}
