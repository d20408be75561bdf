package io.waybill.stack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.stack.StoreKind;
import io.waybill.stack.process.PidFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void noCommandAndUnknownOptionsAreMisuse() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("up", "--fast")).isEqualTo(2);
        assertThat(run("up", "--store", "tape")).isEqualTo(2);
        assertThat(run("up", "--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("from 1 to 65535, not 70000");
    }

    @Test
    void aTakenPortIsOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(run("up", "--home", home.toString(), "--port", port)).isEqualTo(1);
            assertThat(err.toString().strip())
                    .isEqualTo("Port " + port + " is taken by another program; choose another with --port.");
        }
    }

    @Test
    void aSecondUpIsOneSentence() {
        new PidFile(home.resolve("up.pid")).write(ProcessHandle.current());

        assertThat(run("up", "--home", home.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("Waybill is already up from " + home);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aHomeKeepsTheStoreItHas() {
        assertThat(HomeStore.choose(home, null)).isEqualTo(StoreKind.FILESYSTEM);
        assertThat(HomeStore.choose(home, StoreKind.S3)).isEqualTo(StoreKind.S3);

        HomeStore.remember(home, StoreKind.S3);

        assertThat(HomeStore.choose(home, null)).isEqualTo(StoreKind.S3);
        assertThat(run("up", "--home", home.toString(), "--store", "filesystem"))
                .isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("The home " + home + " keeps its bytes in s3 and they would be missing in filesystem:"
                        + " leave --store away, or choose another --home.");
    }

    @Test
    void aHomeThatIsAFileIsOneSentence() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");

        assertThat(run("up", "--home", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("The home " + file + " cannot be written");
    }

    @Test
    void downStatusLogsAndTokenSayThatNothingIsUp() {
        assertThat(run("down", "--home", home.toString())).isZero();
        assertThat(run("status", "--home", home.toString())).isEqualTo(3);
        assertThat(run("status", "--json", "--home", home.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("Nothing is up", "Waybill is down", "{\"up\":false,\"starting\":false}");
        assertThat(run("token", "alice", "--home", home.toString())).isEqualTo(1);
        assertThat(run("logs", "--home", home.toString())).isEqualTo(1);
    }

    @Test
    void logsShowWholeLinesOfOneService() throws IOException {
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(home.resolve("logs/transfer-service.log"), "one\ntwo\nhal");

        assertThat(run("logs", "transfer", "--home", home.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("one", "two");
        assertThat(run("logs", "postbox", "--home", home.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("There is no log of postbox; there are transfer-service.");
    }

    @Test
    void aDemoOfNoFileStartsNothing() {
        assertThat(run("demo", home.resolve("absent").toString(), "--home", home.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("There is no readable file");
    }

    @Test
    void aFullDiskIsOneSentence() {
        assertThatThrownBy(() -> FreeSpace.require(home, Long.MAX_VALUE))
                .hasMessageStartingWith("The disk of " + home + " is full:");
    }

    private int run(String... arguments) {
        return Launcher.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
