package io.waybill.system.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tar;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Several files packed into one request, with an idempotency key; sent again until each of them is stored. */
public final class PackedBatch implements Protocol {
    private static final int FILES = 5;

    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        List<Payload> files = files(payload);
        Tar tar = new Tar();
        for (int i = 0; i < FILES; i++) {
            tar.file(Integer.toString(i), files.get(i));
        }
        byte[] packed = tar.end();
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = uploader.insist(
                "POST batch " + path,
                () -> send(uploader.client(), path, key, packed),
                PackedBatch::isStored,
                sent -> sent.statusCode() == 200 && refusalsPass(sent));
        JsonNode results = Client.json(answer).path("results");
        for (int i = 0; i < FILES; i++) {
            String sha256 = files.get(i).sha256();
            String stored = results.path(i).path("version").path("sha256").asText();
            if (!stored.equals(sha256)) {
                uploader.ledger().breach("file " + i + " of batch " + path + " was acknowledged with " + stored);
            }
            uploader.ledger().version(path + "/" + i, sha256);
        }
    }

    private static List<Payload> files(Payload payload) {
        List<Payload> files = new ArrayList<>();
        long each = payload.size() / FILES;
        for (int i = 0; i < FILES; i++) {
            files.add(payload.stretch(i * each, i == FILES - 1 ? payload.size() - i * each : each));
        }
        return files;
    }

    private static HttpResponse<String> send(Client client, String path, String key, byte[] packed) {
        return client.send(client.request("/api/batch?folder=" + Client.encode(path))
                .header("Content-Type", "application/x-tar")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(packed)));
    }

    private static boolean isStored(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && Client.json(answer).path("stored").asInt() == FILES;
    }

    /** Whether every file that was refused was told to come back. */
    private static boolean refusalsPass(HttpResponse<String> answer) {
        for (JsonNode result : Client.json(answer).path("results")) {
            if (result.has("problem")
                    && !Uploader.isPassing(result.path("problem").path("code").asText())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "batch";
    }
}
