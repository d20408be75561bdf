package io.waybill.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.stack.keycloak.LocalUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {
    private static final StackFile FILE = new StackFile(
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8180/realms/waybill",
            "waybill-cli",
            List.of(new LocalUser("alice", "secret", "user")),
            Map.of("transfer-service", new StackFile.Service("http://127.0.0.1:8081", 7, "/x.log")),
            "127.0.0.1:9092",
            "jdbc:postgresql://127.0.0.1:5432/waybill_metadata",
            new StackFile.Store("filesystem", null));

    @TempDir
    Path home;

    @Test
    void whatIsWrittenIsRead() {
        FILE.write(home);

        assertThat(StackFile.read(home)).contains(FILE);
        assertThat(FILE.json()).doesNotContain("endpoint");
    }

    @Test
    void onlyItsOwnerMayReadItAndNothingElseIsLeft() throws IOException {
        FILE.write(home);
        FILE.write(home);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("stack.json"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void itIsGoneAfterDownAndDeletingTwiceIsFine() {
        FILE.write(home);

        StackFile.delete(home);
        StackFile.delete(home);

        assertThat(StackFile.read(home)).isEmpty();
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Files.writeString(home.resolve("stack.json"), "{\"gateway\":");

        assertThatThrownBy(() -> StackFile.read(home))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("stack.json");
    }

    @Test
    void anUnknownUserIsToldWhoThereIs() {
        assertThatThrownBy(() -> FILE.user("carol")).hasMessage("There is no user carol; there are alice.");
    }
}
