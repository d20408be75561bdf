package io.waybill.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The public API as the demo uses it: tus 1.0.0 up, a list, bytes down. A token is asked for with every request. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TUS = "1.0.0";
    private static final int RESUMES = 5;
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RESTART_PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final HttpClient client;
    private final URI base;
    private final Supplier<String> token;

    Gateway(HttpClient client, URI base, Supplier<String> token) {
        this.client = client;
        this.base = base;
        this.token = token;
    }

    /**
     * Uploads everything, going on where the server is after a cut; returns how often that was needed.
     *
     * @param afterCut runs when the server is there again, before bytes flow
     */
    int upload(Content content, String path, String sha256, Runnable afterCut) {
        URI upload = create(content, path, sha256);
        long offset = 0;
        int resumes = 0;
        while (offset < content.sizeBytes() || content.sizeBytes() == 0) {
            try {
                HttpResponse<String> answer = patch(upload, content, offset);
                if (answer.statusCode() == 204 || answer.statusCode() == 200) {
                    offset = answer.headers().firstValueAsLong("Upload-Offset").orElse(content.sizeBytes());
                    if (content.sizeBytes() == 0) {
                        break;
                    }
                    continue;
                }
                boolean forGood = answer.statusCode() < 500 && answer.statusCode() != 409;
                if (forGood || ++resumes > RESUMES) {
                    throw refused("The upload", answer.statusCode(), answer.body());
                }
            } catch (IOException cut) {
                if (++resumes > RESUMES) {
                    throw new StackException("The upload was cut " + resumes + " times: " + cut.getMessage(), cut);
                }
            }
            offset = offsetOf(upload);
            afterCut.run();
        }
        return resumes;
    }

    /** The file at that path as the list tells it. */
    JsonNode find(String path) {
        HttpResponse<String> answer =
                patiently(request("/api/files?prefix=" + encode(path)).GET());
        if (answer.statusCode() != 200) {
            throw refused("The list", answer.statusCode(), answer.body());
        }
        for (JsonNode item : json(answer.body()).path("items")) {
            if (path.equals(item.path("path").asText())) {
                return item;
            }
        }
        throw new StackException("The list does not have " + path + ".");
    }

    /** Reads the file at that path to its end. */
    Digests.Read download(String path) {
        HttpRequest request = request("/api/content/" + segments(path)).GET().build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw refused(
                            "The download",
                            answer.statusCode(),
                            new String(body.readNBytes(4096), StandardCharsets.UTF_8));
                }
                return Digests.of(body);
            }
        } catch (IOException e) {
            throw new StackException("The download was cut: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private URI create(Content content, String path, String sha256) {
        String metadata =
                Map.of("path", path, "filetype", "application/octet-stream", "sha256", sha256).entrySet().stream()
                        .map(entry -> entry.getKey() + " " + base64(entry.getValue()))
                        .collect(Collectors.joining(","));
        HttpResponse<String> answer = text(request("/api/uploads")
                .header("Tus-Resumable", TUS)
                .header("Upload-Length", Long.toString(content.sizeBytes()))
                .header("Upload-Metadata", metadata)
                .POST(HttpRequest.BodyPublishers.noBody()));
        if (answer.statusCode() != 201) {
            throw refused("The upload", answer.statusCode(), answer.body());
        }
        return base.resolve(answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new StackException("The server opened an upload and did not say where.")));
    }

    private HttpResponse<String> patch(URI upload, Content content, long offset) throws IOException {
        HttpRequest.BodyPublisher rest = HttpRequest.BodyPublishers.ofInputStream(() -> open(content, offset));
        HttpRequest.BodyPublisher body = content.sizeBytes() == offset
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(rest, content.sizeBytes() - offset);
        HttpRequest request = authorized(HttpRequest.newBuilder(upload))
                .header("Tus-Resumable", TUS)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", body)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private long offsetOf(URI upload) {
        HttpResponse<String> answer = patiently(authorized(HttpRequest.newBuilder(upload))
                .header("Tus-Resumable", TUS)
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        return answer.headers()
                .firstValueAsLong("Upload-Offset")
                .orElseThrow(() -> refused("The upload", answer.statusCode(), answer.body()));
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(base.resolve(path)));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token.get());
    }

    private HttpResponse<String> text(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(ANSWER_PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StackException("The gateway " + base + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The same for what may be asked twice: whatever has died is being started again, so it is worth waiting for. */
    private HttpResponse<String> patiently(HttpRequest.Builder request) {
        long deadline = System.nanoTime() + RESTART_PATIENCE.toNanos();
        while (true) {
            try {
                HttpResponse<String> answer = text(request);
                if (answer.statusCode() < 500 || System.nanoTime() > deadline) {
                    return answer;
                }
            } catch (StackException away) {
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    throw away;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static InputStream open(Content content, long offset) {
        try {
            return content.from(offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new StackException("The server answered what is not JSON: " + text, e);
        }
    }

    /** Every segment encoded, the slashes between them kept. */
    static String segments(String path) {
        return Arrays.stream(path.split("/", -1)).map(Gateway::encode).collect(Collectors.joining("/"));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private static StackException refused(String what, int status, String body) {
        return new StackException(what + " was refused with " + status + ": " + body);
    }

    private static StackException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StackException("Interrupted.", e);
    }
}
