package io.waybill.stack.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.ServiceCredential;
import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay}: events go out again from the outboxes, after the broker has lost its log. */
@Command(
        name = "replay",
        description = "Sends the events of the last days to Kafka again, for a broker that has lost its log.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    /** The services that keep an outbox. */
    private static final List<String> OUTBOXES = List.of("transfer-service", "metadata-service");

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description =
                    "The moment to begin at, as 2026-11-20T10:00:00Z; 7 days ago unless given, which is everything.")
    private Instant from = Instant.now().minus(Duration.ofDays(7));

    @Override
    public Integer call() {
        StackFile file = StackFile.read(home.path())
                .orElseThrow(() -> new StackException("Waybill is down; ./waybill up starts it."));
        String credential = ServiceCredential.in(home.path()).authorization("operator");
        PrintWriter out = spec.commandLine().getOut();
        for (String service : OUTBOXES) {
            int events = replay(file.services().get(service).url(), credential);
            out.printf("  %-18s sends %d events again%n", service, events);
        }
        out.flush();
        return 0;
    }

    private int replay(String service, String credential) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service + "/internal/outbox/replay?from=" + from))
                .timeout(PATIENCE)
                .header("Authorization", credential)
                .POST(BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new StackException(service + " refuses: " + answer.body());
            }
            return new ObjectMapper().readTree(answer.body()).path("events").asInt();
        } catch (IOException away) {
            throw new StackException(service + " cannot be reached: " + away.getMessage(), away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while events were replayed.", stopped);
        }
    }
}
