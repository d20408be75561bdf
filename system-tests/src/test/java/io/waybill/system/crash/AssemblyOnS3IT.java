package io.waybill.system.crash;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.GivenParts;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files are put together from partial uploads inside an S3 bucket, also where transfer-service ends in the middle of that: a
 * long piece is copied, a short one is gathered with what follows it, the rest is copied again.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AssemblyOnS3IT {
    private static final long SIZE = 16_000_000;

    @TempDir
    static Path home;

    private static GivenParts given;
    private static Client alice;
    private static Failpoints failpoints;
    private static Reviver reviver;

    private static final Ledger LEDGER = new Ledger();

    private final Concatenation pieces = new Concatenation(6_000_000, 700_000);

    @BeforeAll
    static void start() {
        given = GivenParts.start(home);
        alice = given.alice();
        failpoints = CrashSettings.applyOnS3(given.stack());
        reviver = new Reviver(List.of(given.stack().service("transfer-service")));
    }

    @AfterAll
    static void stop() {
        if (reviver != null) {
            reviver.close();
        }
        if (given != null) {
            given.close();
        }
    }

    @Order(1)
    @Test
    void aFileIsPutTogetherFromPiecesOfAnySize() {
        pieces.upload(new Uploader(alice, LEDGER), "assembly/whole.bin", new Payload(231, SIZE));
    }

    /** Where the store itself does what the filesystem does otherwise; {@link FailpointIT} has the other steps. */
    @Order(2)
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"copy-stored, 2", "copies-row, 1", "assemble-sent, 1", "assembled, 1"})
    void aFileIsPutTogetherAlthoughTheServiceEnds(String step, int count) {
        Payload payload = new Payload(step.hashCode() + count, SIZE);
        failpoints.arm(step, count);

        pieces.upload(new Uploader(alice, LEDGER), "assembly/" + step + "-" + count + ".bin", payload);

        await().atMost(Duration.ofSeconds(30)).until(() -> !failpoints.isArmed(step));
    }

    @Order(3)
    @Test
    void everythingAcknowledgedIsThereAndNothingElse() {
        assertThat(LEDGER.breaches()).isEmpty();
        for (Ledger.Version version : LEDGER.versions()) {
            assertThat(alice.sha256Of(content(version.path()))).isEqualTo(version.sha256());
        }
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            Set<String> versions = new HashSet<>(given.column("waybill_metadata", "select store_key from version"));
            assertThat(given.bucket().objects()).hasSameElementsAs(versions);
            assertThat(given.multiparts()).isEmpty();
        });
    }
}
