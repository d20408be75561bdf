package io.waybill.system.stock;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One file of an odd size on its way from a disk to alice's files, whoever carries it. */
final class Delivery {
    static final long MIB = 1 << 20;
    static final String TYPE = "application/x-parcel";

    /** What a client that resumes sends less than one that starts anew, however slow the machine is. */
    private static final long SPARED_BYTES = 2 * MIB;

    private final Client alice = Waybill.shared().alice();
    private final Payload payload;
    private final Path file;
    private final String path;

    /** Writes the file into {@code directory}; it shall become visible at {@code path}. */
    Delivery(Path directory, String path) {
        this.path = path;
        this.payload = new Payload(path.hashCode(), 21 * MIB + 13);
        this.file = directory.resolve("parcel.bin");
        try (InputStream bytes = payload.from(0)) {
            Files.copy(bytes, file);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Client alice() {
        return alice;
    }

    Payload payload() {
        return payload;
    }

    String file() {
        return file.toString();
    }

    String path() {
        return path;
    }

    /** A new cable to the gateway. */
    Cable cable() {
        return new Cable(alice.gateway());
    }

    /** What the recipes expect in the environment. */
    Map<String, String> through(Cable cable) {
        return Map.of("WAYBILL", cable.url(), "TOKEN", alice.token());
    }

    /** Kills {@code carrier} as soon as {@code cable} has broken {@code times} times. */
    static void killAtBreak(Cable cable, int times, Program carrier) {
        await().atMost(Duration.ofSeconds(60)).until(() -> cable.breaks() == times || !carrier.isAlive());
        assertThat(carrier.isAlive()).as(carrier::said).isTrue();
        carrier.kill();
        carrier.end();
    }

    /** The same bytes and the media type are there. */
    void assertArrived(String type) {
        var head = alice.send(alice.request(content(path)).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).contains(type);
        assertThat(alice.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    /** The same bytes are there, and after {@code cable} broke the client did not start anew. */
    void assertArrivedOver(Cable cable) {
        assertArrivedOver(cable, TYPE);
    }

    /** The same, where the client chose the media type. */
    void assertArrivedOver(Cable cable, String type) {
        assertArrived(type);
        assertThat(cable.breaks()).isPositive();
        assertThat(cable.sentBytesSinceBreak()).isLessThan(payload.size() - SPARED_BYTES);
    }
}
