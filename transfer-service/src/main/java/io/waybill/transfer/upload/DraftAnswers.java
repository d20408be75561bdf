package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** How an upload is told of in the IETF's protocol. */
@ApplicationScoped
public class DraftAnswers {
    private final UploadEngine engine;
    private final FindUpload find;
    private final VersionAnswer versions;

    DraftAnswers(UploadEngine engine, FindUpload find, VersionAnswer versions) {
        this.engine = engine;
        this.find = find;
        this.versions = versions;
    }

    /** Says whether an answer is what the file itself got, or speaks of its upload only. */
    void complete(HttpServerResponse response, DraftVersion version, boolean complete) {
        boolean yes = version.saysIncomplete() != complete;
        response.putHeader(version.saysIncomplete() ? DraftFields.INCOMPLETE : DraftFields.COMPLETE, yes ? "?1" : "?0");
    }

    /** Everything that is known of an upload at rest, and of its file. */
    void standing(HttpServerResponse response, DraftVersion version, Upload upload) {
        complete(response, version, upload instanceof Upload.Completed);
        state(response, version, upload);
        if (upload instanceof Upload.Completed completed) {
            response.putHeader(HttpHeaders.CONTENT_LOCATION, VersionAnswer.address(completed.version()));
            response.putHeader("Repr-Digest", completed.sha256().digestField());
            VersionAnswer.putReceipt(response, completed.version());
        }
    }

    /** How far the upload is, and what limits it. */
    void state(HttpServerResponse response, DraftVersion version, Upload upload) {
        UploadBytes bytes = upload.bytes();
        response.putHeader(DraftFields.OFFSET, Long.toString(bytes.offset()));
        if (bytes.length() != null) {
            response.putHeader(DraftFields.LENGTH, bytes.length().toString());
        }
        if (version.knowsLimits()) {
            response.putHeader(DraftFields.LIMIT, limits(version, upload));
        }
    }

    /** {@code Upload-Limit} of {@code upload}. */
    String limits(DraftVersion version, Upload upload) {
        UploadBytes bytes = upload.bytes();
        long most = bytes.length() == null ? Math.min(maxSize(), PartSize.capacity(bytes)) : maxSize();
        long seconds = Duration.between(engine.now(), bytes.expiresAt()).toSeconds();
        return "max-size=" + most
                + (upload instanceof Upload.Open ? ", " + version.ageLimit() + '=' + Math.max(0, seconds) : "");
    }

    /** {@code Upload-Limit} of an upload that is still to be opened. */
    String limits() {
        return "max-size=" + maxSize() + ", max-age="
                + engine.settings().expiry().toSeconds();
    }

    /** Ends a request whose file goes on. */
    Future<Void> piece(RoutingContext context, DraftVersion version, Upload upload, int status) {
        HttpServerResponse response = context.response();
        complete(response, version, false);
        state(response, version, upload);
        return end(context, status);
    }

    /** Ends a request with what a plain {@code PUT} of the whole file would have got. */
    Future<Void> file(RoutingContext context, DraftVersion version, FileVersion file) {
        HttpServerResponse response = context.response();
        complete(response, version, true);
        response.putHeader(DraftFields.OFFSET, Long.toString(file.size()));
        String upload = response.headers().get(HttpHeaders.LOCATION);
        if (upload == null || !version.locatesUploadAtTheEnd()) {
            return versions.send(context, file);
        }
        response.putHeader(HttpHeaders.CONTENT_LOCATION, VersionAnswer.address(file));
        return versions.send(context, file, upload);
    }

    /** Ends a request without a body. */
    Future<Void> end(RoutingContext context, int status) {
        drain(context);
        return context.response().setStatusCode(status).end();
    }

    /**
     * Adds to an answer that fails how the upload stands: what its client needs to go on, or to know that there is nothing
     * to go on with. Always fails, with {@code failure} in the words of its version.
     */
    Future<Void> failed(RoutingContext context, DraftVersion version, String owner, UUID id, Throwable failure) {
        return find.look(owner, id)
                .transform(now -> Future.failedFuture(
                        now.succeeded() ? told(context.response(), version, now.result(), failure) : failure));
    }

    private Throwable told(HttpServerResponse response, DraftVersion version, Upload now, Throwable failure) {
        ErrorCode code = failure instanceof WaybillException known ? known.code() : ErrorCode.INTERNAL;
        boolean processed = now instanceof Upload.Failed && code != ErrorCode.INCONSISTENT_LENGTH;
        complete(response, version, processed);
        if (!(now instanceof Upload.Ended) && !now.terms().parallel()) {
            state(response, version, now);
        }
        return code == ErrorCode.UPLOAD_GONE && version.isStrictOnQuestions()
                ? new WaybillException(ErrorCode.NOT_FOUND, failure.getMessage())
                : failure;
    }

    private long maxSize() {
        return Math.min(
                engine.settings().maxSize().asLongValue(), engine.sizes().maxFileBytes());
    }

    private static void drain(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.request().resume();
        }
    }
}
