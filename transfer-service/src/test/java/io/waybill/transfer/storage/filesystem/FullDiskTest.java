package io.waybill.transfer.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of 4 MiB in memory, mounted where only the process under test sees it. */
@EnabledIf("canMount")
class FullDiskTest {
    @TempDir
    static Path directory;

    @Test
    void aFullStoreKeepsWhatItAcknowledgedAndNothingElseAndGoesOnWhenThereIsRoom() throws Exception {
        Process filler = onSmallDisk(
                directory,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FullDisk.class.getName(),
                directory.toString());
        String said = new String(filler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(filler.waitFor()).as(said).isZero();
    }

    /** Whether this user may have a mount namespace of its own; some machines do not allow it. */
    static boolean canMount() throws Exception {
        try {
            return onSmallDisk(Path.of(System.getProperty("java.io.tmpdir")), "true")
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static Process onSmallDisk(Path where, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m waybill \"$0\" && exec \"$@\"",
                where.toString()));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).redirectErrorStream(true).start();
    }
}
