package io.waybill.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.handler.HttpException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Turns whatever was thrown into the failure that its client sees. A {@link WaybillException} stays what it is, also deep in
 * a chain of causes; what we do not know is {@code internal} and says nothing about itself.
 */
public final class Failures {
    private static final int MAX_CAUSES = 16;

    private Failures() {}

    /** The failure to show for {@code thrown}; keeps {@code thrown} as its cause, for the log. */
    public static WaybillException toShow(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof WaybillException known) {
                return known;
            }
        }
        if (DatabaseFailures.isUnavailable(thrown)) {
            return new WaybillException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "The database cannot be reached. Nothing was changed; try again.",
                    thrown);
        }
        if (DatabaseFailures.isDeadlock(thrown)) {
            return new WaybillException(
                    ErrorCode.BUSY, "Others were at the same at this moment. Nothing was changed; try again.", thrown);
        }
        return known(thrown);
    }

    /** The failure to show when all that is known is an HTTP status, as from a router. */
    public static WaybillException ofStatus(int status, Throwable thrown) {
        ErrorCode code = codeFor(status);
        return new WaybillException(code, sentence(code), thrown);
    }

    private static WaybillException known(Throwable thrown) {
        if (thrown instanceof CompletionException && thrown.getCause() != null) {
            return known(thrown.getCause());
        }
        if (thrown instanceof JsonProcessingException json) {
            return malformedJson(json);
        }
        if (thrown instanceof ConstraintViolationException violations) {
            return new WaybillException(ErrorCode.MALFORMED_REQUEST, sentence(violations), thrown);
        }
        if (thrown instanceof AuthenticationException || thrown instanceof UnauthorizedException) {
            return ofStatus(401, thrown);
        }
        if (thrown instanceof ForbiddenException) {
            return ofStatus(403, thrown);
        }
        if (thrown instanceof WebApplicationException web) {
            return thrown.getCause() instanceof JsonProcessingException json
                    ? malformedJson(json)
                    : ofStatus(web.getResponse().getStatus(), thrown);
        }
        if (thrown instanceof HttpException http) {
            return ofStatus(http.getStatusCode(), thrown);
        }
        return ofStatus(500, thrown);
    }

    private static WaybillException malformedJson(JsonProcessingException thrown) {
        var place = thrown.getLocation();
        String where =
                place == null ? "" : " Look at line %d, column %d.".formatted(place.getLineNr(), place.getColumnNr());
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST, "The body is not the JSON that is expected here." + where, thrown);
    }

    private static String sentence(ConstraintViolationException violations) {
        return violations.getConstraintViolations().stream()
                .map(violation -> lastNode(violation) + " " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining("; ", "Not acceptable: ", "."));
    }

    private static String lastNode(ConstraintViolation<?> violation) {
        String last = "the request";
        for (Path.Node node : violation.getPropertyPath()) {
            last = node.getName() == null ? last : node.getName();
        }
        return last;
    }

    private static ErrorCode codeFor(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 416 -> ErrorCode.RANGE_NOT_SATISFIABLE;
            case 429 -> ErrorCode.BUSY;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 502 -> ErrorCode.BAD_GATEWAY;
            case 503, 504 -> ErrorCode.UNAVAILABLE;
            default -> status >= 400 && status < 500 ? ErrorCode.MALFORMED_REQUEST : ErrorCode.INTERNAL;
        };
    }

    private static String sentence(ErrorCode code) {
        return switch (code) {
            case MALFORMED_REQUEST -> "The request cannot be read: check its address, its fields and its body.";
            case UNAUTHENTICATED -> "The credential is missing, expired or not ours: sign in again.";
            case FORBIDDEN -> "This needs a role or a scope that your credential does not have.";
            case NOT_FOUND -> "There is nothing at this address, or it is not yours to see.";
            case METHOD_NOT_ALLOWED -> "This address exists, but not with this method; see Allow.";
            case NOT_ACCEPTABLE -> "Nothing of the media types in Accept can be produced here.";
            case UNSUPPORTED_MEDIA_TYPE -> "The Content-Type is not one that this address takes.";
            case TOO_LARGE -> "The body is larger than this address takes.";
            case INTERNAL -> "This is our fault and is logged; quote the instance when you ask for help.";
            case UNAVAILABLE, BAD_GATEWAY, BUSY -> "Try again in a moment.";
            default -> code.title() + ".";
        };
    }
}
