package io.waybill.system.client;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The requests of an upload by numbered parts, one method each. */
public final class Parts {
    private final Client client;

    public Parts(Client client) {
        this.client = client;
    }

    /** Opens an upload; its id, and how it is cut. */
    public JsonNode open(String path, long sizeBytes) {
        HttpResponse<String> opened = tryOpen(path, sizeBytes);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        return json(opened);
    }

    /** Opens an upload; answers whatever came. */
    public HttpResponse<String> tryOpen(String path, long sizeBytes, String... headers) {
        var request = client.request("/api/uploads")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"path\":\"" + path + "\",\"sizeBytes\":" + sizeBytes + "}"));
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Sends part {@code number} of {@code payload}, with its digest. */
    public HttpResponse<String> put(JsonNode upload, Payload payload, int number) {
        byte[] part = part(upload, payload, number);
        return client.send(client.request(url(upload) + "/parts/" + number)
                .header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(part)) + ":")
                .PUT(BodyPublishers.ofByteArray(part)));
    }

    /** Says that all is sent; a null digest is none. */
    public HttpResponse<String> complete(JsonNode upload, String sha256) {
        var request = client.request(url(upload) + "/complete");
        return client.send(
                sha256 == null
                        ? request.POST(BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"sha256\":\"" + sha256 + "\"}")));
    }

    /** The numbers of the parts that the service has. */
    public List<Integer> received(JsonNode upload) {
        List<Integer> numbers = new ArrayList<>();
        json(client.get(url(upload))).path("parts").path("received").forEach(range -> {
            for (int n = range.path("first").asInt(); n <= range.path("last").asInt(); n++) {
                numbers.add(n);
            }
        });
        return numbers;
    }

    /** The bytes of a part. */
    public static byte[] part(JsonNode upload, Payload payload, int number) {
        long partSize = upload.path("partSizeBytes").asLong();
        long from = (number - 1) * partSize;
        return payload.slice(from, (int) Math.min(partSize, payload.size() - from));
    }

    public static String url(JsonNode upload) {
        return "/api/uploads/" + upload.path("id").asText();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
