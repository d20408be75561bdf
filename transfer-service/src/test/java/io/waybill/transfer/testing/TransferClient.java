package io.waybill.transfer.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Speaks to the service under test as one person. */
public final class TransferClient {
    /** An answer that takes longer never comes. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String UPLOADS = "/api/uploads";

    private final URI base;
    private final Function<String, String> authorization;
    private final String subject;

    /** A client of {@code subject}. */
    public TransferClient(URI base, Function<String, String> authorization, String subject) {
        this.base = base;
        this.authorization = authorization;
        this.subject = subject;
    }

    /** The same service, spoken to by somebody else. */
    public TransferClient as(String another) {
        return new TransferClient(base, authorization, another);
    }

    /** Opens a tus upload; its address. */
    public String open(String path, long length, String... fields) {
        return location(send(
                "POST",
                UPLOADS,
                new byte[0],
                with(fields, "Upload-Length", Long.toString(length), "Upload-Metadata", "path " + base64(path))));
    }

    /** Opens a tus upload that is a piece of a file; its address. */
    public String openPartial(long length) {
        return location(
                send("POST", UPLOADS, new byte[0], "Upload-Concat", "partial", "Upload-Length", Long.toString(length)));
    }

    /** Opens a partial upload and sends all its bytes; its address. */
    public String partial(byte[] bytes) {
        String upload = openPartial(bytes.length);
        HttpResponse<String> answer = patch(upload, 0, bytes);
        if (answer.statusCode() != 204) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return upload;
    }

    /** Asks for a file at {@code path} that is put together from partial uploads. */
    public HttpResponse<String> concatenate(String path, List<String> partials, String... fields) {
        return send(
                "POST",
                UPLOADS,
                new byte[0],
                with(
                        fields,
                        "Upload-Concat",
                        "final;" + String.join(" ", partials),
                        "Upload-Metadata",
                        "path " + base64(path)));
    }

    /** The address of what a request created. */
    public static String location(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Sends bytes at an offset. */
    public HttpResponse<String> patch(String upload, long offset, byte[] bytes, String... fields) {
        return send("PATCH", upload, bytes, with(fields, patchFields(offset)));
    }

    /** A PATCH that stops after {@code sent} bytes. */
    public BrokenRequest brokenPatch(String upload, long offset, byte[] bytes, int sent) throws IOException {
        Map<String, String> fields = new java.util.LinkedHashMap<>();
        String[] all =
                with(patchFields(offset), "Tus-Resumable", "1.0.0", "Authorization", authorization.apply(subject));
        for (int i = 0; i < all.length; i += 2) {
            fields.put(all[i], all[i + 1]);
        }
        return new BrokenRequest("PATCH", base.resolve(upload), fields, bytes, sent);
    }

    /** The offset that HEAD tells. */
    public long offset(String upload) {
        HttpResponse<String> answer = head(upload);
        if (answer.statusCode() != 200) {
            throw new AssertionError("HEAD " + answer.statusCode());
        }
        return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    /** HEAD of an upload. */
    public HttpResponse<String> head(String upload) {
        return send("HEAD", upload, null);
    }

    /** Puts a whole file. */
    public HttpResponse<String> put(String path, byte[] bytes, String... fields) {
        return send("PUT", "/api/content/" + path, bytes, fields);
    }

    /** Reads text. */
    public HttpResponse<String> get(String path, String... fields) {
        return send("GET", path, null, fields);
    }

    /** Reads bytes. */
    public HttpResponse<byte[]> download(String path, String... fields) {
        return exchange("GET", path, null, fields);
    }

    /** Any request that is answered with bytes; a null body is none. */
    public HttpResponse<byte[]> exchange(String method, String path, byte[] body, String... fields) {
        try {
            return HTTP.send(request(method, path, body, fields), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Any request; a null body is none. */
    public HttpResponse<String> send(String method, String path, byte[] body, String... fields) {
        try {
            return HTTP.send(request(method, path, body, fields), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Any request with any body. */
    public HttpResponse<String> stream(String method, String path, HttpRequest.BodyPublisher body, String... fields)
            throws IOException, InterruptedException {
        return HTTP.send(builder(path, fields).method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The address of the service. */
    public URI base() {
        return base;
    }

    /** Who this is. */
    public String subject() {
        return subject;
    }

    /** The {@code Authorization} of this person, now. */
    public String authorization() {
        return authorization.apply(subject);
    }

    /** Bytes that do not compress and are the same for the same seed. */
    public static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Base64 of UTF-8. */
    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest request(String method, String path, byte[] body, String... fields) {
        return builder(path, fields)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest.Builder builder(String path, String... fields) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        builder.setHeader("Authorization", authorization.apply(subject));
        builder.setHeader("Tus-Resumable", "1.0.0");
        for (int i = 0; i < fields.length; i += 2) {
            builder.setHeader(fields[i], fields[i + 1]);
        }
        return builder;
    }

    private static String[] patchFields(long offset) {
        return new String[] {"Content-Type", "application/offset+octet-stream", "Upload-Offset", Long.toString(offset)};
    }

    private static String[] with(String[] fields, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + fields.length);
        System.arraycopy(fields, 0, all, more.length, fields.length);
        return all;
    }
}
