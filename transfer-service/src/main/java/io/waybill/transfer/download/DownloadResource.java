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
            router.route(method, "/api/content/*").handler(callers.within("read", this::byPath));
            router.route(method, "/api/files/:id/content").handler(callers.within("read", this::byFile));
            router.route(method, "/api/files/:id/versions/:number/content")
                    .handler(callers.within("read", this::byFile));
        }
        for (String path :
                new String[] {"/api/content/*", "/api/files/:id/content", "/api/files/:id/versions/:number/content"}) {
            router.route(path).last().handler(this::notAllowed);
        }
    }

    private Future<Void> byPath(RoutingContext request, Caller caller) {
        FilePath path = caller.reaching(Fields.path(request.request(), CONTENT));
        String owner = request.request().getParam("owner");
        boolean another = owner != null && caller.mayRead(owner);
        return metadata.byPath(
                        another ? owner : caller.subject(),
                        path,
                        version(request.request().getParam("version")))
                .compose(stored -> answer(request, stored));
    }

    private Future<Void> byFile(RoutingContext request, Caller caller) {
        return metadata.byFile(caller, Fields.id(request.pathParam("id")), version(request.pathParam("number")))
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
        if (shown.isCoded()) {
            shown.describe(response);
            response.setStatusCode(200);
            return request.method().equals(HttpMethod.HEAD)
                    ? response.end()
                    : content.sendCoded(stored.storeKey(), shown, response);
        }
        return RangedAnswer.send(request, new StoredContent(stored, shown, content));
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
