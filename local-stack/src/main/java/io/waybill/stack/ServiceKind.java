package io.waybill.stack;

import io.waybill.stack.process.HttpCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The four services and the memory each is given. */
public enum ServiceKind {
    METADATA("metadata-service", "/q/health/ready", "-Xmx192m"),
    TRANSFER("transfer-service", "/q/health/ready", "-Xmx160m -XX:MaxDirectMemorySize=384m"),
    NOTIFICATION("notification-service", "/q/health/ready", "-Xmx128m"),
    /** Its public port shows one word of its health and nothing more. */
    GATEWAY("gateway-service", "/health", "-Xmx128m -XX:MaxDirectMemorySize=256m");

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
        return HttpCheck.isOk(url + readyPath);
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
}
