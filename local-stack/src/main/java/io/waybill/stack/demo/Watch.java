package io.waybill.stack.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.StackException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Watches the uploads of one person over the gateway's WebSocket; what it shows comes from there alone. */
final class Watch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient client;
    private final URI events;
    private final Supplier<String> token;
    private final String path;
    private final ProgressLine line;
    private final AtomicInteger frames = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile CountDownLatch subscribed;
    private WebSocket socket;

    private Watch(HttpClient client, URI gateway, Supplier<String> token, String path, ProgressLine line) {
        this.client = client;
        this.events = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/api/events");
        this.token = token;
        this.path = path;
        this.line = line;
    }

    /**
     * Subscribes to all uploads of the token's owner and shows those of {@code path}; returns once the subscription is
     * live, so nothing is missed.
     */
    static Watch open(HttpClient client, URI gateway, Supplier<String> token, String path, ProgressLine line) {
        Watch watch = new Watch(client, gateway, token, path, line);
        watch.subscribe();
        return watch;
    }

    /** Subscribes anew when the socket was lost; returns once the subscription is live. */
    void goOn() {
        if (socket.isInputClosed() || socket.isOutputClosed()) {
            subscribe();
        }
    }

    private void subscribe() {
        subscribed = new CountDownLatch(1);
        try {
            socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token.get())
                    .connectTimeout(PATIENCE)
                    .buildAsync(events, new Frames())
                    .join();
            socket.sendText("{\"type\":\"subscribe\",\"topic\":\"uploads\"}", true)
                    .join();
        } catch (CompletionException e) {
            throw new StackException("The WebSocket " + events + " cannot be opened: " + e.getCause(), e);
        }
        if (!await(subscribed)) {
            throw new StackException("The WebSocket " + events + " did not answer the subscription within "
                    + PATIENCE.toSeconds() + " seconds.");
        }
    }

    /** Whether the socket told the end of the upload, waiting a little for it. */
    boolean sawTheEnd() {
        return await(ended);
    }

    /** How many frames have come. */
    int frames() {
        return frames.get();
    }

    @Override
    public void close() {
        CompletableFuture<WebSocket> closing = socket.sendClose(WebSocket.NORMAL_CLOSURE, "done");
        var unused = closing.whenComplete((done, failure) -> socket.abort());
    }

    private void take(String text) {
        frames.incrementAndGet();
        try {
            JsonNode frame = JSON.readTree(text);
            switch (frame.path("type").asText()) {
                case "snapshot" -> {
                    frame.path("uploads").forEach(this::show);
                    subscribed.countDown();
                }
                case "progress" -> show(frame.path("upload"));
                case "event" -> event(frame.path("event"));
                case "error" ->
                    throw new StackException(
                            "The WebSocket refused: " + frame.path("detail").asText());
                default -> {}
            }
        } catch (JsonProcessingException e) {
            throw new StackException("The WebSocket sent what is not JSON: " + text, e);
        }
    }

    private void show(JsonNode upload) {
        if (path.equals(upload.path("path").asText())) {
            line.show(
                    upload.path("state").asText(),
                    upload.path("offset").asLong(),
                    upload.path("length").asLong(),
                    upload.path("bytesPerSecond").asLong());
        }
    }

    private void event(JsonNode event) {
        String type = event.path("type").asText();
        if (type.startsWith("io.waybill.upload.completed")
                && event.toString().contains(JSON.valueToTree(path).toString())) {
            ended.countDown();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                take(whole);
            }
            from.request(1);
            return null;
        }
    }
}
