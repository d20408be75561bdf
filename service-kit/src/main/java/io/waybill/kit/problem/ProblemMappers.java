package io.waybill.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers a REST request with the problem that a failure is (RFC 9457); the same as {@link ProblemWriter} for raw routes. */
public class ProblemMappers {
    /** Every failure that no mapper of a service knows better. */
    @ServerExceptionMapper({
        Throwable.class,
        WaybillException.class,
        JsonProcessingException.class,
        MismatchedInputException.class,
        ValidationException.class,
        AuthenticationFailedException.class,
        UnauthorizedException.class,
        ForbiddenException.class
    })
    public Response failure(Throwable thrown, RoutingContext request) {
        return answer(Failures.toShow(thrown), request).build();
    }

    /** What the REST layer itself refuses, with the fields it gave: {@code Allow} on 405. */
    @ServerExceptionMapper
    public Response refusal(WebApplicationException thrown, RoutingContext request) {
        Response.ResponseBuilder answer = answer(Failures.toShow(thrown), request);
        String allowed = thrown.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allowed).build();
    }

    private static Response.ResponseBuilder answer(WaybillException shown, RoutingContext request) {
        String requestId = RequestId.of(request);
        ProblemLog.record(shown, requestId);
        ErrorCode code = shown.code();
        Response.ResponseBuilder answer = Response.status(code.status())
                .type(Problem.MEDIA_TYPE)
                .header(RequestId.HEADER, requestId)
                .entity(Problem.of(shown, requestId));
        if (code.isTransient()) {
            answer.header(HttpHeaders.RETRY_AFTER, code.retryAfterSeconds());
        }
        if (code == ErrorCode.UNAUTHENTICATED) {
            answer.header("WWW-Authenticate", ProblemWriter.CHALLENGE);
        }
        return answer;
    }
}
