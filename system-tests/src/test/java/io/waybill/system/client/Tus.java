package io.waybill.system.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** The tus 1.0.0 requests, one method each, nothing hidden. */
public final class Tus {
    private final Client client;

    public Tus(Client client) {
        this.client = client;
    }

    /** Creates an upload; answers whatever came. */
    public HttpResponse<String> tryCreate(String length, Map<String, String> metadata, String... headers) {
        var request = client.request("/api/uploads")
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Metadata", encode(metadata))
                .POST(BodyPublishers.noBody());
        if (length != null) {
            request.header("Upload-Length", length);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request);
    }

    /** Creates an upload of a known length; answers its URL. */
    public String create(String path, long length) {
        HttpResponse<String> created = tryCreate(Long.toString(length), Map.of("path", path));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return created.headers().firstValue("Location").orElseThrow();
    }

    /** Appends the bytes from {@code offset} up to {@code end}. */
    public HttpResponse<String> patch(String url, Payload payload, long offset, long end, String... headers) {
        long length = end - offset;
        var body = BodyPublishers.ofInputStream(() -> bounded(payload.from(offset), length));
        var request = client.request(url)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", length == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, length));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request);
    }

    /** Asks where the upload stands; answers whatever came. */
    public HttpResponse<String> head(String url) {
        return client.send(
                client.request(url).header("Tus-Resumable", "1.0.0").method("HEAD", BodyPublishers.noBody()));
    }

    /** Ends the upload. */
    public HttpResponse<String> delete(String url) {
        return client.send(client.request(url).header("Tus-Resumable", "1.0.0").DELETE());
    }

    /** The acknowledged offset. */
    public long offset(String url) {
        HttpResponse<String> head = head(url);
        assertThat(head.statusCode()).isIn(200, 204);
        return head.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    /** Sends what is missing until everything is acknowledged, as any tus client would. */
    public void finish(String url, Payload payload) {
        long offset = offset(url);
        HttpResponse<String> last = patch(url, payload, offset, payload.size());
        assertThat(last.statusCode()).as(last.body()).isEqualTo(204);
    }

    private static String encode(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + Base64.getEncoder().encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }

    private static InputStream bounded(InputStream in, long limit) {
        return new java.io.FilterInputStream(in) {
            private long left = limit;

            @Override
            public int read() throws IOException {
                return left-- > 0 ? super.read() : -1;
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                if (left <= 0) {
                    return -1;
                }
                int n = super.read(target, from, (int) Math.min(length, left));
                left -= Math.max(n, 0);
                return n;
            }
        };
    }
}
