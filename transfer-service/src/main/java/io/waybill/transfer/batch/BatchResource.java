package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.problem.RequestId;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.upload.ReceiveFile;
import io.waybill.transfer.upload.TakeTurns;
import io.waybill.transfer.upload.UploadPriority;
import io.waybill.transfer.upload.UploadRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code POST /api/batch}: many files in one request, as a form or as a tar stream. */
@ApplicationScoped
public class BatchResource {
    private final Vertx vertx;
    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final ReceiveFile receive;
    private final BatchSettings settings;
    private final TakeTurns turns;
    private final AtomicInteger underWay = new AtomicInteger();

    BatchResource(
            Vertx vertx,
            CallerRoutes callers,
            JsonAnswer json,
            ReceiveFile receive,
            BatchSettings settings,
            TakeTurns turns) {
        this.vertx = vertx;
        this.callers = callers;
        this.json = json;
        this.receive = receive;
        this.settings = settings;
        this.turns = turns;
    }

    void routes(@Observes Router router) {
        router.post("/api/batch").handler(callers.within("write", this::receive));
    }

    private Future<Void> receive(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        String type = mediaType(request);
        BatchTerms terms = BatchTerms.of(request, caller, RequestId.of(context));
        return turns.batch(
                caller.subject(),
                UploadPriority.of(request),
                UploadRequests.idempotencyKey(request),
                ReceiveBatch.heldBytes(Fields.contentLength(request)),
                request,
                () -> receive(context, type, terms));
    }

    private Future<Void> receive(RoutingContext context, String type, BatchTerms terms) {
        HttpServerRequest request = context.request();
        if (underWay.incrementAndGet() > settings.maxAtOnce()) {
            underWay.decrementAndGet();
            throw new WaybillException(ErrorCode.BUSY, "Too many batches are on their way. Send it again shortly.");
        }
        UploadRequests.welcome(request);
        return new ReceiveBatch(vertx, receive, terms, entries(type, request))
                .run()
                .onComplete(over -> underWay.decrementAndGet())
                .compose(answer -> json.send(context, 200, answer));
    }

    private static BatchEntries entries(String type, HttpServerRequest request) {
        return type.equals("multipart/form-data") ? FormEntries.of(request) : new TarEntries(request);
    }

    private static String mediaType(HttpServerRequest request) {
        String field = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
        int parameters = field.indexOf(';');
        String type = (parameters < 0 ? field : field.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (type) {
            case "multipart/form-data", "application/x-tar" -> type;
            default ->
                throw new WaybillException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "A batch is multipart/form-data or application/x-tar.");
        };
    }
}
