package io.waybill.system.crash;

import static io.waybill.system.client.Client.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Parts;
import io.waybill.system.client.Payload;
import java.net.http.HttpResponse;
import java.util.UUID;

/** Numbered parts, the last one first: opened once, each sent until it is acknowledged, then completed. */
public final class NumberedParts implements Protocol {
    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        Parts parts = new Parts(uploader.client());
        String key = UUID.randomUUID().toString();
        JsonNode upload = json(uploader.insist(
                "POST for " + path,
                () -> parts.tryOpen(path, payload.size(), "Idempotency-Key", key),
                status -> status == 201));
        for (int number = upload.path("partCount").asInt(); number > 0; number--) {
            int next = number;
            uploader.insist(
                    "PUT part " + next + " of " + path,
                    () -> parts.put(upload, payload, next),
                    status -> status == 200);
            status(uploader, upload);
        }
        complete(uploader, parts, upload, payload);
        uploader.ledger().version(path, payload.sha256());
    }

    /** What is acknowledged never becomes less. */
    private static void status(Uploader uploader, JsonNode upload) {
        String url = Parts.url(upload);
        HttpResponse<String> status =
                uploader.insist("GET " + url, () -> uploader.client().get(url), code -> code == 200);
        uploader.ledger().offset(url, json(status).path("offset").asLong());
    }

    /** 202 says that it goes on by itself. */
    private static void complete(Uploader uploader, Parts parts, JsonNode upload, Payload payload) {
        HttpResponse<String> answer;
        do {
            answer = uploader.insist(
                    "complete " + Parts.url(upload),
                    () -> parts.complete(upload, payload.sha256()),
                    status -> status == 201 || status == 202);
        } while (answer.statusCode() == 202);
        String stored = json(answer).path("sha256").asText();
        if (!stored.equals(payload.sha256())) {
            uploader.ledger().breach(Parts.url(upload) + " was acknowledged with " + stored);
        }
    }

    @Override
    public String toString() {
        return "parts";
    }
}
