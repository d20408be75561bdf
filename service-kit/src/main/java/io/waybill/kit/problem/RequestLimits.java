package io.waybill.kit.problem;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a request whose body or header is too large, as a problem and before anything reads it: 413 for a
 * {@code Content-Length} above {@code quarkus.http.limits.max-body-size} (no setting, no limit), or for a body without one
 * that turns out longer: such a body is collected first, which costs at most the limit. 431 for more than 32 KiB or
 * 128 fields of header. Netty's own bound, {@code quarkus.http.limits.max-header-size}, has to be higher: what exceeds that
 * one is a bare 431, for which Quarkus gives no hook. The gateway has limits of its own.
 */
@ApplicationScoped
@IfBuildProperty(name = "waybill.internal-identity", stringValue = "true", enableIfMissing = true)
public class RequestLimits {
    static final int MAX_HEADER_BYTES = 32 * 1024;
    static final int MAX_HEADER_FIELDS = 128;

    private static final int AFTER_THE_REQUEST_ID = 999_999;
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** How long a client may go on sending what nobody reads, so that it finds the answer and no reset. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ProblemWriter problems;
    private final long maxBodyBytes;

    /** Answers with {@code problems}; bodies of more than {@code maxBody} are refused. */
    public RequestLimits(
            ProblemWriter problems,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") Optional<MemorySize> maxBody) {
        this.problems = problems;
        this.maxBodyBytes = maxBody.map(MemorySize::asLongValue).orElse(Long.MAX_VALUE);
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_REQUEST_ID);
    }

    private void check(RoutingContext request) {
        if (isHeaderTooLarge(request.request())) {
            problems.write(
                    request,
                    new WaybillException(
                                    ErrorCode.HEADERS_TOO_LARGE,
                                    "The header fields are too long or too many; send fewer or shorter ones.")
                            .with("limitBytes", MAX_HEADER_BYTES)
                            .with("limitFields", MAX_HEADER_FIELDS));
        } else if (promisedBytes(request.request()) > maxBodyBytes) {
            refuseBody(request);
        } else if (isOfUnknownLength(request.request()) && maxBodyBytes < Integer.MAX_VALUE) {
            collectBody(request);
        } else {
            request.next();
        }
    }

    private void collectBody(RoutingContext request) {
        HttpServerRequest chunked = request.request();
        Buffer body = Buffer.buffer();
        chunked.handler(bytes -> {
            if (body.length() + bytes.length() > maxBodyBytes) {
                refuseBody(request);
            } else {
                body.appendBuffer(bytes);
            }
        });
        chunked.endHandler(end -> {
            ((RoutingContextInternal) request).setBody(body);
            request.next();
        });
        if (chunked.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        chunked.resume();
    }

    private void refuseBody(RoutingContext request) {
        HttpServerRequest unread = request.request();
        if (unread.version() == HttpVersion.HTTP_2) {
            unread.handler(bytes -> {});
            unread.endHandler(read -> {});
            problems.write(request, bodyTooLarge());
            return;
        }
        HttpConnection connection = unread.connection();
        long hurry = request.vertx().setTimer(PATIENCE.toMillis(), late -> connection.close());
        unread.handler(bytes -> {});
        unread.endHandler(read -> {
            if (request.vertx().cancelTimer(hurry)) {
                connection.close();
            }
        });
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        problems.write(request, bodyTooLarge());
        unread.resume();
    }

    private WaybillException bodyTooLarge() {
        return new WaybillException(ErrorCode.TOO_LARGE, "The body is larger than this address takes.")
                .with("limitBytes", maxBodyBytes);
    }

    private static boolean isHeaderTooLarge(HttpServerRequest request) {
        int bytes = 0;
        int fields = 0;
        for (Map.Entry<String, String> field : request.headers()) {
            bytes += field.getKey().length() + field.getValue().length() + 4;
            fields++;
        }
        return bytes > MAX_HEADER_BYTES || fields > MAX_HEADER_FIELDS;
    }

    /** On HTTP/2 nothing tells a GET without a body from one whose body is still to come: it has none. */
    private static boolean isOfUnknownLength(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        boolean carriesBody = !BODILESS.contains(request.method());
        return carriesBody && !request.headers().contains(HttpHeaders.CONTENT_LENGTH) && !request.isEnded();
    }

    /** What {@code Content-Length} says; 0 when it is absent or no number, which the parser has refused already. */
    private static long promisedBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException notALength) {
            return 0;
        }
    }
}
