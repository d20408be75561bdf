package io.waybill.stack.keycloak;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Archives;
import io.waybill.stack.part.PartsDirectory;
import io.waybill.stack.part.Prepared;
import io.waybill.stack.part.Trees;
import io.waybill.stack.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keycloak unpacked and built once for a user, and the classes it loads kept in the form of its JVM: some forty seconds
 * the first time; every later start does a third less than it would.
 */
public final class KeycloakDistribution {
    private static final String SUFFIX = ".tar.gz";
    private static final String CLASSES = "classes.jsa";
    private static final List<String> BUILD_OPTIONS = List.of("--db=dev-file");
    private static final long BUILD_SECONDS = 300;

    private KeycloakDistribution() {}

    /** Whether the next start need not build. */
    public static boolean isReady() {
        return Prepared.isReady(name()) && Prepared.isReady(classesName());
    }

    /** Its directory, built when it is not yet. */
    public static Path ready() {
        return Prepared.once(name(), directory -> {
            Archives.unpackTarGz(archive(), directory, 1);
            build(directory);
        });
    }

    /** Its classes for a JVM of this version; empty where that JVM makes no archive. */
    public static Optional<Path> classes() {
        ready();
        Path directory = Prepared.once(classesName(), fresh -> {
            Path home = fresh.resolve("home");
            KeycloakServer.recordClasses(home, fresh.resolve(CLASSES));
            Trees.delete(home);
        });
        return Optional.of(directory.resolve(CLASSES)).filter(Files::exists);
    }

    /** A command of the server, as {@code kc.sh} would give it. */
    static List<String> command(JavaCommand java, Path distribution, Path home, List<String> arguments) {
        java.options(
                "-Xmx384m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:TieredStopAtLevel=1",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Dquarkus-log-max-startup-records=10000",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED");
        return java.main(
                List.of(distribution.resolve("lib").resolve("quarkus-run.jar")),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                arguments.toArray(String[]::new));
    }

    private static void build(Path directory) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("build"));
        arguments.addAll(BUILD_OPTIONS);
        File log = directory.resolve("build.log").toFile();
        Process process = new ProcessBuilder(command(JavaCommand.leashed(directory), directory, directory, arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            if (!process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StackException("Keycloak could not be built; see " + log);
            }
            Files.deleteIfExists(directory.resolve("leash.jar"));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Keycloak was built.", e);
        }
    }

    private static String classesName() {
        return name() + "-classes-" + Runtime.version();
    }

    private static Path archive() {
        return PartsDirectory.file("keycloak", "keycloak-", SUFFIX);
    }

    private static String name() {
        String file = archive().getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }
}
