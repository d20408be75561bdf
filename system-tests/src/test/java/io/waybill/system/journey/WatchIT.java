package io.waybill.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A transfer is watched live by its owner and by nobody else (F-50, F-51). */
class WatchIT {
    private static final String ALL_MINE = "{\"type\":\"subscribe\",\"topic\":\"uploads\"}";

    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();

    @Test
    void theOwnerSeesTheWholeLifeAndNobodyElseSeesAnything() {
        Payload payload = new Payload(21, 12_000_000);
        try (Events mine = new Events(alice).send(ALL_MINE);
                Events others = new Events(bob).send(ALL_MINE)) {
            await().until(() -> !mine.frames("snapshot").isEmpty()
                    && !others.frames("snapshot").isEmpty());

            String url = new Tus(alice).create("watch/live.bin", payload.size());
            new Tus(alice).finish(url, payload);

            String id = url.substring(url.lastIndexOf('/') + 1);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(mine.events(id))
                    .containsExactly("io.waybill.upload.opened.v1", "io.waybill.upload.completed.v1"));
            assertThat(mine.frames("progress")).isNotEmpty();
            assertThat(others.frames().toString()).doesNotContain(id);
        }
    }

    @Test
    void aLateWatcherIsShownWhereTheUploadStands() {
        Payload payload = new Payload(22, 3_000_000);
        String url = new Tus(alice).create("watch/late.bin", payload.size());
        new Tus(alice).patch(url, payload, 0, 1_000_000);
        String id = url.substring(url.lastIndexOf('/') + 1);

        try (Events late =
                new Events(alice).send("{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"" + id + "\"}")) {
            await().untilAsserted(() -> assertThat(late.frames("snapshot"))
                    .singleElement()
                    .satisfies(frame -> assertThat(
                                    frame.path("uploads").path(0).path("offset").asLong())
                            .isEqualTo(1_000_000)));
        }
    }

    @Test
    void someoneElsesUploadIsNotFound() {
        String url = new Tus(alice).create("watch/private.bin", 10);
        String id = url.substring(url.lastIndexOf('/') + 1);

        try (Events spy = new Events(bob).send("{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"" + id + "\"}")) {
            await().untilAsserted(() -> assertThat(spy.frames("error"))
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.path("code").asText()).isEqualTo("not_found")));
        }
    }

    @Test
    void pingIsAnsweredAndNonsenseIsToldSo() {
        try (Events socket = new Events(alice).send("{\"type\":\"ping\"}").send("nonsense")) {
            await().untilAsserted(() -> {
                assertThat(socket.frames("pong")).hasSize(1);
                assertThat(socket.frames("error")).hasSize(1);
            });
        }
    }

    @Test
    void strangersAreRefusedAtTheHandshake() {
        assertThatThrownBy(() -> new Events(alice.anonymous()).close())
                .hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
    }
}
