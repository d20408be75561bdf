package io.waybill.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.WaybillException;
import io.waybill.notification.fanout.Topic;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFrameReaderTest {
    private final ClientFrameReader reader = new ClientFrameReader(new ObjectMapper());

    @Test
    void readsEveryFrame() {
        UUID id = UUID.randomUUID();

        assertThat(reader.read("{\"type\":\"subscribe\",\"topic\":\"uploads\"}"))
                .isEqualTo(new ClientFrame.Subscribe(new Topic.Mine()));
        assertThat(reader.read("{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"" + id + "\"}"))
                .isEqualTo(new ClientFrame.Subscribe(new Topic.OneUpload(id)));
        assertThat(reader.read("{\"type\":\"unsubscribe\",\"topic\":\"all\"}"))
                .isEqualTo(new ClientFrame.Unsubscribe(new Topic.Everyones()));
        assertThat(reader.read("{\"type\":\"ping\",\"later\":[1]}")).isEqualTo(new ClientFrame.Ping());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{",
                "subscribe",
                "{\"type\":null}",
                "{\"type\":{\"a\":1}}",
                "{\"type\":\"shout\"}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"topic\":\"files\"}",
                "{\"type\":\"subscribe\",\"topic\":\"upload\"}",
                "{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"1-1-1-1-1\"}",
                "{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"../../etc/passwd\"}"
            })
    void whatIsNoFrameIsMalformed(String text) {
        assertThatThrownBy(() -> reader.read(text))
                .isInstanceOfSatisfying(
                        WaybillException.class, e -> assertThat(e.code().code()).isEqualTo("malformed_request"));
    }

    @Test
    void deeplyNestedJsonIsMalformedAndNoStackOverflow() {
        assertThatThrownBy(() -> reader.read("[".repeat(16_000))).isInstanceOf(WaybillException.class);
    }
}
