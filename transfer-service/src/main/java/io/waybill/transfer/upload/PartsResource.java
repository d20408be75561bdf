package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.CompleteUpload;
import io.waybill.contracts.api.NewUpload;
import io.waybill.contracts.api.OpenedUpload;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.coding.CodedBodies;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.http.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Uploads by numbered parts, in any order and over any number of connections: open, send parts, complete. */
@ApplicationScoped
public class PartsResource {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    private final CallerRoutes callers;
    private final UploadCallers items;
    private final JsonBody bodies;
    private final CodedBodies coded;
    private final JsonAnswer json;
    private final VersionAnswer versions;
    private final OpenUpload open;
    private final ReceivePart receive;
    private final CompleteParallel complete;
    private final FindUpload find;

    PartsResource(
            CallerRoutes callers,
            UploadCallers items,
            JsonBody bodies,
            CodedBodies coded,
            JsonAnswer json,
            VersionAnswer versions,
            OpenUpload open,
            ReceivePart receive,
            CompleteParallel complete,
            FindUpload find) {
        this.callers = callers;
        this.items = items;
        this.bodies = bodies;
        this.coded = coded;
        this.json = json;
        this.versions = versions;
        this.open = open;
        this.receive = receive;
        this.complete = complete;
        this.find = find;
    }

    void open(RoutingContext request) {
        callers.within("write", this::open).handle(request);
    }

    void part(RoutingContext request) {
        items.with("write", this::part).handle(request);
    }

    void complete(RoutingContext request) {
        items.with("write", this::complete).handle(request);
    }

    private Future<Void> open(RoutingContext context, Caller caller) {
        return bodies.read(context.request(), NewUpload.class).compose(body -> {
            NewUpload asked = body.orElseThrow(() -> Fields.malformed("The body says which file is to come."));
            UploadTerms terms = UploadRequests.parallelTerms(context.request(), caller, asked);
            return open.openParallel(terms, asked.sizeBytes(), asked.partSizeBytes())
                    .compose(opened -> {
                        context.response()
                                .putHeader(
                                        HttpHeaders.LOCATION,
                                        UploadRoutes.UPLOADS
                                                + '/'
                                                + opened.upload().id());
                        return json.send(context, 201, answer(opened.upload()));
                    });
        });
    }

    private Future<Void> part(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        UUID id = Fields.id(context.pathParam("id"));
        String number = context.pathParam("n");
        if (!NUMBER.matcher(number).matches()) {
            throw Fields.malformed("Parts are numbered from 1.");
        }
        SentBody body = SentBody.of(request, coded);
        return receive.receive(
                        caller.subject(), id, Integer.parseInt(number), body, () -> UploadRequests.welcome(request))
                .compose(stored -> json.send(context, 200, stored));
    }

    /** 201 with the version; 202 with the status while it is being recorded, which goes on without the client. */
    private Future<Void> complete(RoutingContext context, Caller caller) {
        UUID id = Fields.id(context.pathParam("id"));
        return bodies.read(context.request(), CompleteUpload.class)
                .compose(body -> complete.complete(caller.subject(), id, promised(context.request(), body)))
                .compose(completed -> versions.send(context, completed.version()), failure -> find.look(
                                caller.subject(), id)
                        .compose(upload -> upload instanceof Upload.Committing && isLater(failure)
                                ? later(context, upload)
                                : Future.failedFuture(failure)));
    }

    private Future<Void> later(RoutingContext context, Upload upload) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        return json.send(context, 202, UploadStatuses.of(upload));
    }

    private static boolean isLater(Throwable failure) {
        return failure instanceof WaybillException known && known.code() == ErrorCode.UNAVAILABLE;
    }

    private static Sha256 promised(HttpServerRequest request, Optional<CompleteUpload> body) {
        Sha256 inBody = body.map(CompleteUpload::sha256).orElse(null);
        Sha256 inField = Fields.digest(request.headers(), "Repr-Digest");
        if (inBody != null && inField != null && !inBody.equals(inField)) {
            throw Fields.malformed("Repr-Digest and the body name two digests of one file.");
        }
        return inBody != null ? inBody : inField;
    }

    private static OpenedUpload answer(Upload upload) {
        UploadBytes bytes = upload.bytes();
        return new OpenedUpload(
                upload.id(),
                upload.terms().path().value(),
                bytes.length(),
                bytes.partSizeBytes(),
                PartPlan.of(bytes).count(),
                bytes.expiresAt());
    }
}
