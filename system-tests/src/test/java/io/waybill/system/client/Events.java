package io.waybill.system.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket at {@code /api/events} that remembers every frame. */
public final class Events implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    /** Connects as {@code client}; fails when the gateway refuses the upgrade. */
    public Events(Client client) {
        this(client.gateway(), client.token() == null ? Map.of() : Map.of("Authorization", "Bearer " + client.token()));
    }

    /** Connects to {@code gateway} with exactly these fields; fails when it refuses the upgrade. */
    public Events(URI gateway, Map<String, String> headers) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        headers.forEach(builder::header);
        this.socket = builder.buildAsync(URI.create("ws://" + gateway.getAuthority() + "/api/events"), this)
                .join();
    }

    /** Whether the socket has ended, with or without a word. */
    public boolean hasEnded() {
        return closed.isDone();
    }

    public Events send(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    /** Every frame so far, oldest first. */
    public List<JsonNode> frames() {
        return frames;
    }

    /** Every frame of one type so far. */
    public List<JsonNode> frames(String type) {
        return frames.stream().filter(f -> f.path("type").asText().equals(type)).toList();
    }

    /** The CloudEvents {@code type}s of lifecycle events about {@code subject} so far, in order. */
    public List<String> events(String subject) {
        return frames("event").stream()
                .map(f -> f.path("event"))
                .filter(e -> e.path("subject").asText().equals(subject))
                .map(e -> e.path("type").asText())
                .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            try {
                frames.add(JSON.readTree(text.toString()));
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
