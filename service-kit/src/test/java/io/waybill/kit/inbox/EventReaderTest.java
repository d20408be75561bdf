package io.waybill.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.UploadCancelled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final String ID = "6f2d1f0e-6d0c-4b42-9f7a-1d7d6c1f9a11";
    private static final String CANCELLED = """
            {"specversion":"1.0","id":"e1","source":"/waybill/transfer-service","type":"io.waybill.upload.cancelled.v1",
             "subject":"%s","time":"2026-11-20T10:00:00Z","datacontenttype":"application/json","sequence":3,
             "data":{"uploadId":"%s","owner":"alice","path":"a.txt","offset":7,"later":"member"}}""".formatted(ID, ID);

    private final EventReader reader = new EventReader(
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES),
            4096);

    @Test
    void readsAnEventAndIgnoresMembersItDoesNotKnow() throws MalformedRecordException {
        assertThat(read(CANCELLED)).get().satisfies(event -> {
            assertThat(event.sequence()).isEqualTo(3);
            assertThat(event.data()).isInstanceOfSatisfying(UploadCancelled.class, cancelled -> {
                assertThat(cancelled.owner()).isEqualTo("alice");
                assertThat(cancelled.offset()).isEqualTo(7);
            });
        });
    }

    @Test
    void anUnknownTypeIsNoError() throws MalformedRecordException {
        assertThat(read(CANCELLED.replace("cancelled.v1", "cancelled.v9"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "null",
                "{\"type\":7}",
                "{\"type\":\"io.waybill.upload.cancelled.v1\"}",
                "{\"type\":\"io.waybill.upload.cancelled.v1\",\"data\":null}",
                "{\"type\":\"io.waybill.upload.cancelled.v1\",\"data\":[]}",
                "{\"type\":\"io.waybill.upload.cancelled.v1\",\"source\":\"s\",\"subject\":\"u\",\"data\":{\"owner\":\"alice\"}}"
            })
    void whatIsNoEventIsMalformed(String value) {
        assertThatThrownBy(() -> read(value)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void anEventWhoseSubjectIsNotItsUploadIsMalformed() {
        assertThatThrownBy(() -> read(CANCELLED.replace("\"subject\":\"6f", "\"subject\":\"7f")))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void anEventWithoutAnOwnerIsMalformed() {
        assertThatThrownBy(() -> read(CANCELLED.replace("\"owner\":\"alice\",", "")))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aTombstoneAndAHugeRecordAreMalformed() {
        assertThatThrownBy(() -> reader.read(null)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> reader.read(new byte[4097])).isInstanceOf(MalformedRecordException.class);
    }

    private Optional<CloudEvent> read(String value) throws MalformedRecordException {
        return reader.read(value.getBytes(StandardCharsets.UTF_8));
    }
}
