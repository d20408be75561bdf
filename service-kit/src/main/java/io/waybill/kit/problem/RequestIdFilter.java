package io.waybill.kit.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import io.waybill.kit.log.LogFields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Gives every request its id before anything else looks at it: in the answer, in the log fields, in problems. */
@ApplicationScoped
public class RequestIdFilter {
    private static final int BEFORE_ALL_OTHERS = 1_000_000;

    void install(@Observes Filters filters) {
        filters.register(RequestIdFilter::name, BEFORE_ALL_OTHERS);
    }

    private static void name(RoutingContext request) {
        String id = RequestId.of(request);
        request.response().putHeader(RequestId.HEADER, id);
        LogFields.request(id);
        request.next();
    }
}
