package io.waybill.kit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailpointTest {
    @TempDir
    Path directory;

    private final AtomicInteger halts = new AtomicInteger();

    @Test
    void anUnarmedOneIsPassedBy() {
        armed().reached("part-stored");

        assertThat(halts).hasValue(0);
    }

    @Test
    void theNthHitHaltsOnceAndDisarms() throws IOException {
        ArmedFailpoints failpoints = armed();
        failpoints.reached("part-stored");
        Files.writeString(directory.resolve("part-stored"), "3\n");

        failpoints.reached("part-stored");
        failpoints.reached("tail-stored");
        failpoints.reached("part-stored");
        assertThat(halts).hasValue(0);
        failpoints.reached("part-stored");
        failpoints.reached("part-stored");

        assertThat(halts).hasValue(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void hitsBeforeItWasArmedAgainDoNotCount() throws IOException {
        ArmedFailpoints failpoints = armed();
        Files.writeString(directory.resolve("tx1"), "2");
        failpoints.reached("tx1");
        Files.delete(directory.resolve("tx1"));
        failpoints.reached("tx1");
        Files.writeString(directory.resolve("tx1"), "2");

        failpoints.reached("tx1");

        assertThat(halts).hasValue(0);
    }

    @Test
    void aServiceOutsideALocalStackDoesNotStartWithFailpoints() {
        assertThatThrownBy(() -> new FailpointCheck(() -> false).check(true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYBILL_FAILPOINT");
        assertThatCode(() -> new FailpointCheck(() -> true).check(true)).doesNotThrowAnyException();
        assertThatCode(() -> new FailpointCheck(() -> false).check(false)).doesNotThrowAnyException();
    }

    private ArmedFailpoints armed() {
        return new ArmedFailpoints(directory, halts::incrementAndGet);
    }
}
