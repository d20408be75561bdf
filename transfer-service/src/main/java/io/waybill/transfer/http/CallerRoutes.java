package io.waybill.transfer.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.waybill.kit.http.RequestTrailers;
import io.waybill.kit.identity.BearerToken;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.InternalTokens;
import io.waybill.kit.problem.ProblemWriter;
import io.waybill.kit.wire.ReadSize;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;

/**
 * Runs an action for a verified caller, with the body of the request still untouched; a failure is answered as a problem.
 *
 * <p>What is left of the body then is read and dropped when it is small; otherwise the connection ends with the answer.
 */
@ApplicationScoped
public class CallerRoutes {
    private static final long DRAINED_BYTES = 1 << 20;

    private final InternalTokens tokens;
    private final ProblemWriter problems;

    CallerRoutes(InternalTokens tokens, ProblemWriter problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    /**
     * An action that needs {@code scope}, {@code read} or {@code write}, from its caller, and a credential that is good for
     * everything that they own. What comes after the body it finds in {@link RequestTrailers#of}, which is already looking out
     * for it.
     */
    public Handler<RoutingContext> with(String scope, BiFunction<RoutingContext, Caller, Future<Void>> action) {
        return within(scope, (request, caller) -> action.apply(request, caller.allowedTo(scope)));
    }

    /** The same for a credential that may be good for one folder only: the action keeps to {@link Caller#pathPrefix}. */
    public Handler<RoutingContext> within(String scope, BiFunction<RoutingContext, Caller, Future<Void>> action) {
        return request -> {
            request.request().pause();
            RequestTrailers.of(request);
            if (announcedBytes(request.request()) > 0) {
                ReadSize.onItsWay(request.request().connection(), true);
                request.addEndHandler(end -> ReadSize.onItsWay(request.request().connection(), false));
            }
            verify(request)
                    .compose(caller -> action.apply(request, caller.allowedWithin(scope)))
                    .onFailure(failure -> refuse(request, failure));
        };
    }

    /** Answers {@code failure}, whatever has become of the request. */
    public void refuse(RoutingContext context, Throwable failure) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            if (announcedBytes(request) > DRAINED_BYTES) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            request.exceptionHandler(broken -> {});
            request.handler(dropped -> {});
            request.endHandler(end -> {});
            request.resume();
        }
        problems.write(context, failure);
    }

    private Future<Caller> verify(RoutingContext request) {
        Promise<Caller> caller = Promise.promise();
        tokens.verify(BearerToken.in(request.request().getHeader(HttpHeaders.AUTHORIZATION)))
                .subscribe()
                .with(caller::complete, caller::fail);
        return caller.future();
    }

    private static long announcedBytes(HttpServerRequest request) {
        if (request.getHeader(HttpHeaders.EXPECT) != null) {
            return Long.MAX_VALUE;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException huge) {
            return Long.MAX_VALUE;
        }
    }
}
