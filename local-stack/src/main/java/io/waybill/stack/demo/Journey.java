package io.waybill.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.stack.keycloak.PasswordGrant;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Uploads a file as alice, watches it, lists it, downloads it, and compares all three digests. */
public final class Journey {
    private static final long GENERATED_BYTES = 256L << 20;
    private static final double MIB = 1 << 20;
    private static final Duration TOKEN_KEPT = Duration.ofMinutes(2);

    private final StackFile stack;
    private final PrintWriter out;
    private final boolean terminal;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * @param stack where the gateway is and who alice is
     * @param terminal whether lines can be redrawn
     */
    public Journey(StackFile stack, PrintWriter out, boolean terminal) {
        this.stack = stack;
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Goes the whole way with {@code file}, or with 256 MiB of random bytes.
     *
     * @return whether everything was the same at every place
     * @throws StackException when a step fails
     */
    public boolean run(Optional<Path> file) {
        Content content = file.map(Content::file)
                .orElseGet(() -> Content.random(
                        "random-256MiB.bin",
                        GENERATED_BYTES,
                        ThreadLocalRandom.current().nextLong()));
        String path = "demo/" + content.name();
        LocalUser alice = stack.user("alice");
        CachedToken token = new CachedToken(
                () -> PasswordGrant.accessToken(stack.issuer(), stack.clientId(), alice.name(), alice.password()),
                TOKEN_KEPT);
        URI gatewayUrl = URI.create(stack.gateway());
        Gateway gateway = new Gateway(client, gatewayUrl, token);

        out.println();
        Timed<Digests.Read> sent = timed(() -> digest(content));
        say("%s is %.1f MiB; signed in as alice", content.name(), content.sizeBytes() / MIB);
        token.get();

        ProgressLine line = new ProgressLine(out, terminal);
        Timed<Integer> upload;
        boolean told;
        int frames;
        try (Watch watch = Watch.open(client, gatewayUrl, token, path, line)) {
            upload = timed(() -> gateway.upload(content, path, sent.value().sha256(), watch::goOn));
            told = watch.sawTheEnd();
            frames = watch.frames();
        } finally {
            line.end();
        }
        JsonNode listed = gateway.find(path);
        Timed<Digests.Read> download = timed(() -> gateway.download(path));

        Receipt receipt = new Receipt(path, sent.value(), listed, download.value());
        out.println();
        row("uploaded", sent.value().sizeBytes(), upload.took(), sent.value().sha256());
        row(
                "server",
                listed.path("size").asLong(),
                Duration.ZERO,
                listed.path("sha256").asText());
        row(
                "downloaded",
                download.value().sizeBytes(),
                download.took(),
                download.value().sha256());
        out.println();
        say(
                "%s is version %d of file %s",
                path, listed.path("version").asInt(), listed.path("id").asText());
        say("%d frames came over the WebSocket; the upload was resumed %d times", frames, upload.value());
        if (!told) {
            say("But the WebSocket did not tell the end of the upload.");
        }
        say(receipt.isWhole() ? "All three digests are the same." : "THE DIGESTS DIFFER.");
        out.flush();
        return receipt.isWhole() && told;
    }

    private void row(String what, long bytes, Duration took, String sha256) {
        double seconds = took.toNanos() / 1e9;
        String speed = seconds == 0
                ? " ".repeat(21)
                : String.format(Locale.ROOT, "%7.2f s %7.0f MiB/s", seconds, bytes / MIB / seconds);
        say("%-10s %12d bytes %s  sha256 %s", what, bytes, speed, sha256);
    }

    private void say(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
        out.flush();
    }

    private static Digests.Read digest(Content content) {
        try (InputStream in = content.from(0)) {
            return Digests.of(in);
        } catch (IOException e) {
            throw new StackException("The file cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> Timed<T> timed(Supplier<T> work) {
        long began = System.nanoTime();
        T value = work.get();
        return new Timed<>(value, Duration.ofNanos(System.nanoTime() - began));
    }

    private record Timed<T>(T value, Duration took) {}

    /** What was sent, what the server says it has, and what came back. */
    private record Receipt(String path, Digests.Read sent, JsonNode listed, Digests.Read received) {
        boolean isWhole() {
            return sent.equals(received)
                    && listed.path("size").asLong() == sent.sizeBytes()
                    && sent.sha256().equals(listed.path("sha256").asText());
        }
    }
}
