package io.waybill.transfer.preview;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.download.WritePieces;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.preview.render.Sides;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.upload.Preconditions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET} and {@code HEAD} of the preview and the thumbnails of a file. */
@ApplicationScoped
public class PreviewResource {
    private static final Map<String, ErrorCode> NEVER = Map.of(
            "unsupported", ErrorCode.PREVIEW_UNSUPPORTED,
            "too_large", ErrorCode.PREVIEW_TOO_LARGE,
            "damaged", ErrorCode.PREVIEW_DAMAGED,
            "encrypted", ErrorCode.PREVIEW_ENCRYPTED);

    private static final Map<ErrorCode, String> SENTENCES = Map.of(
            ErrorCode.PREVIEW_UNSUPPORTED, "Previews are made of texts, JPEG, PNG, GIF, BMP, WebP and PDF.",
            ErrorCode.PREVIEW_TOO_LARGE, "This is larger than what previews are made of. The file itself is fine.",
            ErrorCode.PREVIEW_DAMAGED,
                    "This is not what it begins as, or the end of it is missing. Download it to look.",
            ErrorCode.PREVIEW_ENCRYPTED, "This cannot be read without a password. Download it to open it.");

    private final CallerRoutes callers;
    private final MetadataService metadata;
    private final PreviewRows rows;
    private final PreviewWorkers workers;
    private final ObjectStore store;

    PreviewResource(
            CallerRoutes callers,
            MetadataService metadata,
            PreviewRows rows,
            PreviewWorkers workers,
            ObjectStore store) {
        this.callers = callers;
        this.metadata = metadata;
        this.rows = rows;
        this.workers = workers;
        this.store = store;
    }

    void routes(@Observes Router router) {
        for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
            router.route(method, "/api/files/:id/preview").handler(callers.within("read", this::preview));
            router.route(method, "/api/files/:id/thumbnail").handler(callers.within("read", this::thumbnail));
        }
    }

    private Future<Void> preview(RoutingContext request, Caller caller) {
        return answer(request, caller, Preview::forOne);
    }

    private Future<Void> thumbnail(RoutingContext request, Caller caller) {
        int side = side(request.request().getParam("size"));
        return answer(request, caller, preview -> preview.picture(side));
    }

    private Future<Void> answer(RoutingContext context, Caller caller, Function<Preview, Optional<Product>> choice) {
        Integer version = version(context.request().getParam("version"));
        context.request().resume();
        return metadata.byFile(caller, Fields.id(context.pathParam("id")), version)
                .compose(stored -> rows.find(stored.storeKey()).compose(found -> {
                    if (found.isEmpty() || found.get().state() == Preview.State.WAITING) {
                        return rows.ask(stored.storeKey(), stored.version().size())
                                .compose(asked -> preparing(context.response()));
                    }
                    Product product = choice.apply(found.get()).orElseThrow(() -> none(found.get()));
                    return send(context.request(), stored, product);
                }));
    }

    private Future<Void> send(HttpServerRequest request, StoredVersion stored, Product product) {
        HttpServerResponse response = request.response();
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (ifNoneMatch != null && Preconditions.names(ifNoneMatch, product.etag(), true)) {
            describe(response, stored, product);
            return response.setStatusCode(304).end();
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            content(response, stored, product);
            return response.end();
        }
        return store.read(product.key(), 0, product.sizeBytes())
                .recover(failure -> isLoss(failure)
                        ? rows.remake(stored.storeKey()).compose(again -> preparing(response))
                        : Future.failedFuture(failure))
                .compose(stream -> {
                    content(response, stored, product);
                    return WritePieces.to(response, stream).compose(written -> response.end());
                });
    }

    private static void content(HttpServerResponse response, StoredVersion stored, Product product) {
        describe(response, stored, product);
        response.setStatusCode(200)
                .putHeader(HttpHeaders.CONTENT_TYPE, product.mediaType())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(product.sizeBytes()))
                .putHeader("Content-Disposition", "inline");
        if (product.truncated()) {
            response.putHeader("Waybill-Preview-Truncated", "?1");
        }
    }

    private static void describe(HttpServerResponse response, StoredVersion stored, Product product) {
        response.putHeader(HttpHeaders.ETAG, product.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("Waybill-Version", Integer.toString(stored.version().version()));
    }

    /** It is nobody's failure, but there is nothing here yet: a 404 that says when to come back (RFC 9110 §10.2.3). */
    private <T> Future<T> preparing(HttpServerResponse response) {
        workers.wake();
        response.putHeader(HttpHeaders.RETRY_AFTER, "1").putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
        return Future.failedFuture(
                new WaybillException(ErrorCode.PREVIEW_PREPARING, "The preview is being made. Ask again in a moment."));
    }

    private static WaybillException none(Preview preview) {
        if (preview.state() == Preview.State.DEAD) {
            return new WaybillException(
                    ErrorCode.PREVIEW_FAILED,
                    "The preview could not be made, and an operator has been told. The file itself is fine.");
        }
        if (preview.state() == Preview.State.MADE) {
            return new WaybillException(
                    ErrorCode.PREVIEW_UNSUPPORTED, "A text has no thumbnail. Its preview is its beginning.");
        }
        ErrorCode code = NEVER.getOrDefault(preview.reason(), ErrorCode.PREVIEW_UNSUPPORTED);
        return new WaybillException(code, SENTENCES.get(code));
    }

    private static int side(String size) {
        if (size == null || size.equals(Integer.toString(Sides.SMALL))) {
            return Sides.SMALL;
        }
        if (size.equals(Integer.toString(Sides.LARGE))) {
            return Sides.LARGE;
        }
        throw Fields.malformed("A thumbnail has the size " + Sides.SMALL + " or " + Sides.LARGE + '.');
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

    private static boolean isLoss(Throwable failure) {
        return failure instanceof WaybillException known
                && (known.code() == ErrorCode.NOT_FOUND || known.code() == ErrorCode.CORRUPT);
    }
}
