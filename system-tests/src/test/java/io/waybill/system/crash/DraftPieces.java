package io.waybill.system.crash;

import io.waybill.system.client.Client;
import io.waybill.system.client.Draft;
import io.waybill.system.client.Payload;
import java.net.http.HttpResponse;
import java.util.UUID;

/**
 * The IETF's resumable uploads: opened once, then pieces that end inside parts, the last of which says that it is; a final
 * answer that was lost is asked for again.
 */
public final class DraftPieces implements Protocol {
    private static final long PIECE = 1_700_000;

    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        Draft draft = new Draft(uploader.client());
        String key = UUID.randomUUID().toString();
        String url = uploader.insist(
                        "POST " + path,
                        () -> draft.tryOpen(path, payload.size(), "Idempotency-Key", key),
                        status -> status == 201)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String stored = finish(uploader, url, payload);
        if (!stored.equals(payload.sha256())) {
            uploader.ledger().breach(url + " was acknowledged with " + stored);
        }
        uploader.ledger().version(path, payload.sha256());
    }

    /** Sends what is missing, from wherever the upload stands; the digest that the final answer names. */
    static String finish(Uploader uploader, String url, Payload payload) {
        Draft draft = new Draft(uploader.client());
        HttpResponse<String> answer = null;
        while (answer == null || !Draft.isComplete(answer)) {
            long from = offset(uploader, draft, url);
            long to = Math.min(payload.size(), from + PIECE);
            answer = uploader.attempt(
                    "PATCH " + url,
                    () -> draft.patch(url, payload, from, to, to == payload.size()),
                    status -> status == 201 || status == 204);
            if (answer != null) {
                uploader.ledger().offset(url, Draft.offset(answer));
            }
        }
        return Client.json(answer).path("sha256").asText();
    }

    private static long offset(Uploader uploader, Draft draft, String url) {
        HttpResponse<String> head =
                uploader.insist("HEAD " + url, () -> draft.head(url), status -> status == 200 || status == 204);
        uploader.ledger().offset(url, Draft.offset(head));
        return Draft.offset(head);
    }

    @Override
    public String toString() {
        return "draft";
    }
}
