package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.upload.Preconditions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code GET} and {@code HEAD} of content, by path or by id: ranges and conditions of RFC 9110. */
@ApplicationScoped
public class DownloadResource {
    private static final String CONTENT = "/api/content/";

    private final CallerRoutes callers;
    private final MetadataService metadata;
    private final SendContent content;

    DownloadResource(CallerRoutes callers, MetadataService metadata, SendContent content) {
        this.callers = callers;
        this.metadata = metadata;
        this.content = content;
    }

    void routes(@Observes Router router) {
        for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
            router.route(method, "/api/content/*").handler(callers.with("read", this::byPath));
            router.route(method, "/api/files/:id/content").handler(callers.with("read", this::byFile));
            router.route(method, "/api/files/:id/versions/:number/content").handler(callers.with("read", this::byFile));
        }
        for (String path :
                new String[] {"/api/content/*", "/api/files/:id/content", "/api/files/:id/versions/:number/content"}) {
            router.route(path).last().handler(this::notAllowed);
        }
    }

    private Future<Void> byPath(RoutingContext request, Caller caller) {
        FilePath path = Fields.path(request.request(), CONTENT);
        String owner = request.request().getParam("owner");
        boolean another = owner != null && caller.mayRead(owner);
        return metadata.byPath(
                        another ? owner : caller.subject(),
                        path,
                        version(request.request().getParam("version")))
                .compose(stored -> answer(request, stored));
    }

    private Future<Void> byFile(RoutingContext request, Caller caller) {
        return metadata.byFile(
                        caller.isAdmin() || caller.isService() ? null : caller.subject(),
                        Fields.id(request.pathParam("id")),
                        version(request.pathParam("number")))
                .compose(stored -> answer(request, stored));
    }

    private Future<Void> answer(RoutingContext context, StoredVersion stored) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        request.resume();
        FileVersion version = stored.version();
        Representation shown = Representation.of(version, request, content.canCode());
        response.putHeader(HttpHeaders.ETAG, shown.etag());
        response.putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        String ifMatch = request.getHeader(HttpHeaders.IF_MATCH);
        if (ifMatch != null
                && !Preconditions.names(ifMatch, version.etag(), false)
                && !Preconditions.names(ifMatch, shown.etag(), false)) {
            throw new WaybillException(
                    ErrorCode.PRECONDITION_FAILED, "The content is not the one that If-Match names.");
        }
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (ifNoneMatch != null && Preconditions.names(ifNoneMatch, shown.etag(), true)) {
            return response.setStatusCode(304).end();
        }
        Optional<ByteRange> range = range(request, response, version);
        shown.describe(response);
        range.ifPresent(r -> response.putHeader(HttpHeaders.CONTENT_RANGE, r.contentRange(version.size())));
        response.setStatusCode(range.isPresent() ? 206 : 200);
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (shown.isCoded()) {
            return head ? response.end() : content.sendCoded(stored.storeKey(), shown, response);
        }
        long length = range.map(ByteRange::length).orElse(version.size());
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        if (head || length == 0) {
            return response.end();
        }
        return content.send(stored.storeKey(), range.map(ByteRange::first).orElse(0L), length, response);
    }

    private static Optional<ByteRange> range(
            HttpServerRequest request, HttpServerResponse response, FileVersion version) {
        if (!request.method().equals(HttpMethod.GET) || !ifRangeHolds(request, version)) {
            return Optional.empty();
        }
        try {
            return ByteRange.parse(request.getHeader("Range"), version.size());
        } catch (WaybillException outside) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + version.size());
            throw outside;
        }
    }

    /** RFC 9110 §13.1.5: a strong tag, or the exact date of {@code Last-Modified}. */
    private static boolean ifRangeHolds(HttpServerRequest request, FileVersion version) {
        String ifRange = request.getHeader("If-Range");
        if (ifRange == null || ifRange.strip().equals(version.etag())) {
            return true;
        }
        try {
            Instant asked = DateTimeFormatter.RFC_1123_DATE_TIME.parse(ifRange.strip(), Instant::from);
            return asked.equals(version.createdAt().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException anotherTag) {
            return false;
        }
    }

    private void notAllowed(RoutingContext request) {
        request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, PUT");
        callers.refuse(request, new WaybillException(ErrorCode.METHOD_NOT_ALLOWED, "Content is read or put here."));
    }

    private static Integer version(String number) {
        if (number == null) {
            return null;
        }
        try {
            return Integer.valueOf(number);
        } catch (NumberFormatException noNumber) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such version.");
        }
    }
}
