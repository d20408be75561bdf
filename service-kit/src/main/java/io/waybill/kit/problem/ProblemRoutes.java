package io.waybill.kit.problem;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes problems of what no route or resource answered: unknown addresses, and failures of the router itself. */
@ApplicationScoped
public class ProblemRoutes {
    private static final int AFTER_ALL_OTHERS = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 1_000_000;

    private final ProblemWriter problems;

    /** Answers with {@code problems}. */
    public ProblemRoutes(ProblemWriter problems) {
        this.problems = problems;
    }

    void install(@Observes Router router) {
        router.route()
                .order(AFTER_ALL_OTHERS)
                .handler(request -> problems.write(
                        request, new WaybillException(ErrorCode.NOT_FOUND, "There is nothing at this address.")))
                .failureHandler(this::failed);
    }

    private void failed(RoutingContext request) {
        Throwable thrown = request.failure();
        int status = request.statusCode();
        boolean refusedByRouter = status >= 400 && status < 500 && !(thrown instanceof WaybillException);
        problems.write(request, thrown == null || refusedByRouter ? Failures.ofStatus(status, thrown) : thrown);
    }
}
