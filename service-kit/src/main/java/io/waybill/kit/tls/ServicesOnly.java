package io.waybill.kit.tls;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.ProblemWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets nobody in who has no certificate of a service, where {@link ServiceTls#isMutual}. The plain port then has health and
 * metrics for the cluster and nothing else: what is asked there beside is 403. The gateway, whose port is the public's, has no part
 * in it.
 */
@ApplicationScoped
@IfBuildProperty(name = "waybill.internal-identity", stringValue = "true", enableIfMissing = true)
public class ServicesOnly implements HttpServerOptionsCustomizer {
    private static final int BEFORE_ANYTHING_IS_READ = 999_998;
    private static final String OPERATION = "/q/";

    private final ServiceTls tls;
    private final ProblemWriter problems;

    /** Asks {@code tls} whether it has to. */
    public ServicesOnly(ServiceTls tls, ProblemWriter problems) {
        this.tls = tls;
        this.problems = problems;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (tls.isMutual()) {
            options.setClientAuth(ClientAuth.REQUIRED);
        }
    }

    void install(@Observes Filters filters) {
        if (tls.isMutual()) {
            filters.register(this::check, BEFORE_ANYTHING_IS_READ);
        }
    }

    private void check(RoutingContext request) {
        if (request.request().isSSL() || request.normalizedPath().startsWith(OPERATION)) {
            request.next();
        } else {
            problems.write(
                    request,
                    new WaybillException(
                            ErrorCode.FORBIDDEN, "Services are asked over TLS only, with a certificate of a service."));
        }
    }
}
