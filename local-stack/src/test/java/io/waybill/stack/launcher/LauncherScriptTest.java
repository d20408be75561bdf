package io.waybill.stack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./waybill} in a tree whose Maven and Java only say that they were called. */
class LauncherScriptTest {
    private static final List<String> MODULES = List.of(
            "contracts",
            "service-kit",
            "local-stack",
            "gateway-service",
            "transfer-service",
            "metadata-service",
            "notification-service");

    private static final String BUILDS = """
            #!/bin/sh
            echo build >>builds
            for module in *-service; do mkdir -p $module/target/quarkus-app; : >$module/target/quarkus-app/quarkus-run.jar; done
            for pom in */pom.xml; do mkdir -p ${pom%pom.xml}target/classes/io; done
            mkdir -p local-stack/target/parts/launcher
            """;

    @TempDir
    Path root;

    @BeforeEach
    void plant() throws IOException {
        Files.copy(Path.of("..", "waybill"), root.resolve("waybill"));
        executable("waybill", Files.readString(root.resolve("waybill")));
        for (String module : MODULES) {
            write(module + "/pom.xml", "");
            write(module + "/src/main/Code.java", "");
        }
        write("pom.xml", "");
        write("deploy/keycloak/realm.json", "");
        write("java/release", "JAVA_VERSION=\"17.0.1\"\n");
        executable("java/bin/java", "#!/bin/sh\nfor word; do last=$word; done\necho launched $last\n");
        executable("java/bin/javac", "#!/bin/sh\n");
        executable("mvnw", BUILDS);
        age();
    }

    @Test
    void buildsOnFirstUseAndAfterAChange() throws Exception {
        assertThat(waybill("up").output()).endsWith("launched up\n");
        assertThat(waybill("up").output()).isEqualTo("launched up\n");
        assertThat(builds()).isEqualTo(1);

        change();

        assertThat(waybill("status").output()).isEqualTo("launched status\n");
        assertThat(builds()).as("a question builds nothing").isEqualTo(1);
        assertThat(waybill("up").output()).endsWith("launched up\n");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aBuildThatWasInterruptedIsDoneAgainBeforeAnythingIsLaunched() throws Exception {
        executable("mvnw", BUILDS + ": >begun\nexec sleep 600\n");
        Process interrupted = start("up");
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(root.resolve("begun")));
        List<ProcessHandle> all = Stream.concat(interrupted.descendants(), Stream.of(interrupted.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        executable("mvnw", BUILDS);
        age();

        assertThat(waybill("status").output()).startsWith("Building").endsWith("launched status\n");

        assertThat(builds()).isEqualTo(2);
        assertThat(waybill("up").output()).isEqualTo("launched up\n");
    }

    @Test
    void nothingIsBuiltUnderARunningStack() throws Exception {
        waybill("up");
        Process stack = new ProcessBuilder("sh", "-c", "read waybill").start();
        try {
            RunningTree.note(root, stack.pid());
            change();

            Answer up = waybill("up");

            assertThat(up.code()).isEqualTo(1);
            assertThat(up.output().lines()).hasSize(1);
            assertThat(up.output())
                    .startsWith("Waybill is running from this tree (process " + stack.pid() + ")")
                    .contains("./waybill down");
            assertThat(waybill("demo").output()).isEqualTo("launched demo\n");
            assertThat(builds()).isEqualTo(1);
        } finally {
            stack.destroyForcibly();
            stack.onExit().join();
        }

        assertThat(waybill("up").output()).as("after it was stopped").endsWith("launched up\n");
        assertThat(builds()).isEqualTo(2);
    }

    private Answer waybill(String command) throws Exception {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }

    private Process start(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("waybill").toString(), command);
        builder.environment().put("JAVA_HOME", root.resolve("java").toString());
        return builder.redirectErrorStream(true).start();
    }

    private long builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    /** What was written just now was written long ago. */
    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
            }
        }
    }

    private void change() throws IOException {
        Files.setLastModifiedTime(
                root.resolve("contracts/src/main/Code.java"),
                FileTime.from(Instant.now().plusSeconds(1)));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private void executable(String file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Answer(int code, String output) {}
}
