package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.FileVersion;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.http.PathText;
import jakarta.enterprise.context.ApplicationScoped;

/** The answer to who has just made a version: where it is, what it is, and its digest. */
@ApplicationScoped
public class VersionAnswer {
    static final String CONTENT = "/api/content/";

    private final JsonAnswer json;

    VersionAnswer(JsonAnswer json) {
        this.json = json;
    }

    /** Answers 201 with {@code version}. */
    Future<Void> send(RoutingContext context, FileVersion version) {
        return send(context, version, address(version));
    }

    /** The same, with another place to send the client to. */
    Future<Void> send(RoutingContext context, FileVersion version, String location) {
        context.response()
                .putHeader(HttpHeaders.ETAG, version.etag())
                .putHeader("Repr-Digest", version.sha256().digestField())
                .putHeader(HttpHeaders.LOCATION, location);
        putReceipt(context.response(), version);
        if (!context.request().isEnded()) {
            context.request().resume();
        }
        return json.send(context, 201, version);
    }

    /** Says where the receipt of the upload is that brought {@code version}. */
    static void putReceipt(HttpServerResponse response, FileVersion version) {
        if (version.receipt() != null) {
            response.putHeader(FileVersion.RECEIPT_FIELD, version.receipt());
        }
    }

    /** Where the bytes of {@code version} can be had. */
    static String address(FileVersion version) {
        return CONTENT + PathText.encode(version.path());
    }
}
