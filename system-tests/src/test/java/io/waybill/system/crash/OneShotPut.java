package io.waybill.system.crash;

import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.net.http.HttpResponse;
import java.util.UUID;

/** One request for the whole file, with its digest promised and an idempotency key; sent again from its first byte. */
public final class OneShotPut implements Protocol {
    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        String key = UUID.randomUUID().toString();
        String digest = payload.reprDigest();
        HttpResponse<String> answer = uploader.insist(
                "PUT " + path,
                () -> uploader.client().put(path, payload, "Idempotency-Key", key, "Repr-Digest", digest),
                status -> status == 201);
        String stored = Client.json(answer).path("sha256").asText();
        if (!stored.equals(payload.sha256())) {
            uploader.ledger().breach("PUT " + path + " was acknowledged with " + stored);
        }
        uploader.ledger().version(path, payload.sha256());
    }

    @Override
    public String toString() {
        return "put";
    }
}
