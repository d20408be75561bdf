package io.waybill.system.crash;

import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;

/** tus 1.0.0: created once, then pieces that end inside parts, each from where the service says it stands. */
public final class TusSequential implements Protocol {
    private static final long PIECE = 1_700_000;

    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        Tus tus = new Tus(uploader.client());
        String url = create(uploader, tus, path, payload);
        finish(uploader, url, payload);
        uploader.ledger().version(path, payload.sha256());
    }

    /** Sends what is missing, from wherever the upload stands. */
    public static void finish(Uploader uploader, String url, Payload payload) {
        Tus tus = new Tus(uploader.client());
        for (long offset = offset(uploader, tus, url); offset < payload.size(); offset = offset(uploader, tus, url)) {
            long from = offset;
            long to = Math.min(payload.size(), from + PIECE);
            HttpResponse<String> answer =
                    uploader.attempt("PATCH " + url, () -> tus.patch(url, payload, from, to), status -> status == 204);
            if (answer != null) {
                uploader.ledger().offset(url, acknowledged(answer));
            }
        }
    }

    /** Creates it, once, however often it is asked for. */
    static String create(Uploader uploader, Tus tus, String path, Payload payload) {
        String key = UUID.randomUUID().toString();
        return uploader.insist(
                        "POST for " + path,
                        () -> tus.tryCreate(
                                Long.toString(payload.size()), Map.of("path", path), "Idempotency-Key", key),
                        status -> status == 201)
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    /** Where it stands; at the length, it is a version. */
    static long offset(Uploader uploader, Tus tus, String url) {
        HttpResponse<String> head = uploader.insist("HEAD " + url, () -> tus.head(url), status -> status == 200);
        uploader.ledger().offset(url, acknowledged(head));
        return acknowledged(head);
    }

    private static long acknowledged(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    @Override
    public String toString() {
        return "tus";
    }
}
