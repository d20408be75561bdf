package io.waybill.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The four services and the memory each is given. */
public enum ServiceKind {
    METADATA("metadata-service", "/q/health/ready", "-Xmx192m"),
    TRANSFER("transfer-service", "/q/health/ready", "-Xmx160m -XX:MaxDirectMemorySize=384m"),
    NOTIFICATION("notification-service", "/q/health/ready", "-Xmx128m"),
    /** Its public port shows one word of its health and nothing more. */
    GATEWAY("gateway-service", "/health", "-Xmx128m");

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

    private final String title;
    private final String readyPath;
    private final String memory;

    ServiceKind(String title, String readyPath, String memory) {
        this.title = title;
        this.readyPath = readyPath;
        this.memory = memory;
    }

    /** The kind of a process by its name; a replica's name is its kind's with a number. */
    public static ServiceKind ofProcess(String name) {
        return of(name.replaceFirst("-[0-9]+$", ""));
    }

    /** Whether the process of this kind at that base URL says that it is ready. */
    public boolean isReady(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + readyPath))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PROBE_PATIENCE)
                .build();
        try {
            return Probe.CLIENT
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its module and process name, such as {@code transfer-service}. */
    public String title() {
        return title;
    }

    List<String> memory() {
        return List.of(memory.split(" ", -1));
    }

    /** The built service. */
    Path jar(Path root) {
        Path jar = root.resolve(title).resolve("target").resolve("quarkus-app").resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackException(
                    "The " + title + " is not built: " + jar + " is missing. Run ./mvnw -Dquick -DskipTests package.");
        }
        return jar;
    }

    static ServiceKind of(String title) {
        return Arrays.stream(values())
                .filter(kind -> kind.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no service " + title + "; there are "
                        + Arrays.stream(values()).map(ServiceKind::title).toList() + "."));
    }

    /** One client for all probes, made when the first is needed. */
    private static final class Probe {
        static final HttpClient CLIENT =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    }
}
