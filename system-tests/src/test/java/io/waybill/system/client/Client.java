package io.waybill.system.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One person at the gateway, speaking plain HTTP. */
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Supplier<URI> gateway;
    private final Supplier<String> token;

    /** A person whose access token {@code token} gives afresh; null for nobody. */
    public Client(URI gateway, Supplier<String> token) {
        this(() -> gateway, token);
    }

    /** A person who may come through another gateway each time. */
    public Client(Supplier<URI> gateway, Supplier<String> token) {
        this.gateway = gateway;
        this.token = token;
    }

    /** The same gateway without credentials. */
    public Client anonymous() {
        return new Client(gateway, () -> null);
    }

    /** The same gateway with exactly this bearer token. */
    public Client withToken(String fixed) {
        return new Client(gateway, () -> fixed);
    }

    public URI gateway() {
        return gateway.get();
    }

    public String token() {
        return token.get();
    }

    /** A request to a raw path with credentials, at most two minutes long. */
    public HttpRequest.Builder request(String rawPath) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway().resolve(rawPath)).timeout(Duration.ofMinutes(2));
        String bearer = token.get();
        return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return exchange(request, BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String rawPath) {
        return send(request(rawPath).GET());
    }

    public HttpResponse<String> delete(String rawPath) {
        return send(request(rawPath).DELETE());
    }

    public HttpResponse<byte[]> bytes(HttpRequest.Builder request) {
        return exchange(request, BodyHandlers.ofByteArray());
    }

    /** Uploads everything in one request with a known length. */
    public HttpResponse<String> put(String path, Payload payload, String... headers) {
        return send(with(request(content(path)), headers).PUT(known(payload)));
    }

    /** Uploads everything in one request of unknown length. */
    public HttpResponse<String> putChunked(String path, Payload payload, String... headers) {
        return send(with(request(content(path)), headers).PUT(BodyPublishers.ofInputStream(() -> payload.from(0))));
    }

    public HttpResponse<String> put(String path, String text, String... headers) {
        return send(with(request(content(path)), headers).PUT(BodyPublishers.ofString(text)));
    }

    /** The SHA-256 in hex of everything that a download gives, read as a stream. */
    public String sha256Of(String rawPath) {
        try {
            HttpResponse<InputStream> response = exchange(request(rawPath).GET(), BodyHandlers.ofInputStream());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream body = new DigestInputStream(response.body(), digest)) {
                if (response.statusCode() != 200) {
                    throw new AssertionError(
                            response.statusCode() + " " + new String(body.readNBytes(4096), StandardCharsets.UTF_8));
                }
                body.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The raw path of a file's bytes: every segment percent-encoded. */
    public static String content(String path) {
        return "/api/content/"
                + Arrays.stream(path.split("/", -1)).map(Client::encode).collect(Collectors.joining("/"));
    }

    public static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException notJson) {
            throw new AssertionError(response.statusCode() + " is not JSON: " + response.body(), notJson);
        }
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    static BodyPublisher known(Payload payload) {
        if (payload.size() == 0) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> payload.from(0)), payload.size());
    }

    private static <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
