package io.waybill.transfer.testing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends files as numbered parts, as one person, without a word of tus. */
public final class PartsClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TransferClient person;

    /** The same person. */
    public PartsClient(TransferClient person) {
        this.person = person;
    }

    /** Opens an upload; its address. */
    public String open(String path, long sizeBytes) {
        HttpResponse<String> answer = create("{\"path\":\"" + path + "\",\"sizeBytes\":" + sizeBytes + "}");
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Asks for an upload. */
    public HttpResponse<String> create(String json, String... fields) {
        return send("POST", "/api/uploads", json.getBytes(StandardCharsets.UTF_8), withJson(fields));
    }

    /** Sends a part. */
    public HttpResponse<String> put(String upload, int number, byte[] part, String... fields) {
        return send("PUT", upload + "/parts/" + number, part, fields);
    }

    /** A part that stops after {@code sent} bytes. */
    public BrokenRequest brokenPut(String upload, int number, byte[] part, int sent) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>(Map.of("Authorization", person.authorization()));
        return new BrokenRequest("PUT", person.base().resolve(upload + "/parts/" + number), fields, part, sent);
    }

    /** Says that all parts are sent. */
    public HttpResponse<String> complete(String upload) {
        return send("POST", upload + "/complete", null);
    }

    /** The same, with a digest in hexadecimal. */
    public HttpResponse<String> complete(String upload, String sha256) {
        byte[] json = ("{\"sha256\":\"" + sha256 + "\"}").getBytes(StandardCharsets.UTF_8);
        return send("POST", upload + "/complete", json, withJson());
    }

    /** The status as JSON. */
    public String status(String upload) {
        return send("GET", upload, null).body();
    }

    /** Any request; a null body is none. */
    public HttpResponse<String> send(String method, String path, byte[] body, String... fields) {
        return stream(
                method,
                path,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body),
                fields);
    }

    /** Any request with any body. */
    public HttpResponse<String> stream(String method, String path, HttpRequest.BodyPublisher body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(person.base().resolve(path))
                .timeout(TransferClient.PATIENCE)
                .header("Authorization", person.authorization())
                .method(method, body);
        for (int i = 0; i < fields.length; i += 2) {
            request.setHeader(fields[i], fields[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Part {@code number} of {@code file}. */
    public static byte[] part(byte[] file, int partSizeBytes, int number) {
        int from = (number - 1) * partSizeBytes;
        return Arrays.copyOfRange(file, from, Math.min(file.length, from + partSizeBytes));
    }

    private static String[] withJson(String... fields) {
        String[] all = Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "Content-Type";
        all[fields.length + 1] = "application/json";
        return all;
    }
}
