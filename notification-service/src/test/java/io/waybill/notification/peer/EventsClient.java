package io.waybill.notification.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A client that reads everything at once and remembers it. */
public final class EventsClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile int closedWith = -1;

    /** Connects; {@code token} may be null. */
    public EventsClient(URI url, String token) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            socket = builder.buildAsync(url, new Reader()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    /** Sends one text frame. */
    public EventsClient send(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    /** Subscribes to all uploads of this user and waits for the snapshot. */
    public EventsClient watchUploads() {
        return watch("{\"type\":\"subscribe\",\"topic\":\"uploads\"}");
    }

    /** Subscribes with {@code frame} and waits for one more snapshot. */
    public EventsClient watch(String frame) {
        long before = count("snapshot");
        send(frame);
        Awaitility.await().atMost(PATIENCE).until(() -> count("snapshot") > before);
        return this;
    }

    /** Waits for a frame of {@code type} that fits. */
    public JsonNode await(String type, Predicate<JsonNode> fits) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> frames.stream()
                                .filter(frame -> frame.path("type").asText().equals(type) && fits.test(frame))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    /** Waits for a frame of {@code type}. */
    public JsonNode await(String type) {
        return await(type, frame -> true);
    }

    /** How many frames of {@code type} have come. */
    public long count(String type) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals(type))
                .count();
    }

    /** Everything that has come. */
    public List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** Waits for the server to close and tells its code. */
    public int awaitClose() {
        Awaitility.await().atMost(PATIENCE).until(() -> closedWith >= 0);
        return closedWith;
    }

    public boolean isOpen() {
        return closedWith < 0;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    frames.add(JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closedWith = code;
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closedWith = 1006;
        }
    }
}
