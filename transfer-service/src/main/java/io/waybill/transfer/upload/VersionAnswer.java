package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.FileVersion;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.http.PathText;
import jakarta.enterprise.context.ApplicationScoped;

/** The answer to who has just made a version: where it is, what it is, and its digest. */
@ApplicationScoped
public class VersionAnswer {
    private static final String CONTENT = "/api/content/";

    private final JsonAnswer json;

    VersionAnswer(JsonAnswer json) {
        this.json = json;
    }

    /** Answers 201 with {@code version}. */
    Future<Void> send(RoutingContext context, FileVersion version) {
        context.response()
                .putHeader(HttpHeaders.ETAG, version.etag())
                .putHeader("Repr-Digest", version.sha256().digestField())
                .putHeader(HttpHeaders.LOCATION, CONTENT + PathText.encode(version.path()));
        if (!context.request().isEnded()) {
            context.request().resume();
        }
        return json.send(context, 201, version);
    }
}
