package io.waybill.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code events/} are what older and newer services have agreed on: they are added to, never changed. */
class GoldenEventsTest {
    private static final UUID UPLOAD = UUID.fromString("0190b5a0-0000-7000-8000-000000000001");
    private static final UUID FILE = UUID.fromString("0190b5a0-0000-7000-8000-000000000002");
    private static final UUID VERSION = UUID.fromString("0190b5a0-0000-7000-8000-000000000003");
    private static final String OWNER = "b4f7a4a2-alice";
    private static final String PATH = "reports/2026/Übersicht.pdf";

    private static final String CLIENT = "waybill-cli/0.1";
    private static final String TYPE = "application/pdf";
    private static final Instant STARTED = Instant.parse("2026-11-20T11:59:58.5Z");

    private static final Map<EventType, WaybillEvent> EVENTS = Map.ofEntries(
            Map.entry(
                    EventType.UPLOAD_OPENED,
                    new UploadOpened(UPLOAD, OWNER, PATH, 1024L, CLIENT, TYPE, STARTED, "waybill-cli", "203.0.113.7")),
            Map.entry(
                    EventType.UPLOAD_COMPLETED,
                    new UploadCompleted(UPLOAD, OWNER, PATH, 1024, Sha256.OF_NOTHING, FILE, 3, CLIENT, TYPE, STARTED)),
            Map.entry(
                    EventType.UPLOAD_FAILED,
                    new UploadFailed(
                            UPLOAD,
                            OWNER,
                            PATH,
                            512,
                            ErrorCode.DIGEST_MISMATCH,
                            "The bytes do not match their digest.",
                            1024L,
                            CLIENT,
                            TYPE,
                            STARTED)),
            Map.entry(
                    EventType.UPLOAD_CANCELLED,
                    new UploadCancelled(UPLOAD, OWNER, PATH, 512, 1024L, CLIENT, TYPE, STARTED)),
            Map.entry(
                    EventType.UPLOAD_EXPIRED,
                    new UploadExpired(UPLOAD, OWNER, PATH, 512, 1024L, CLIENT, TYPE, STARTED)),
            Map.entry(
                    EventType.UPLOAD_PROGRESSED,
                    new UploadProgressed(UPLOAD, OWNER, PATH, UploadState.OPEN, 512, 1024L, 4096)),
            Map.entry(
                    EventType.VERSION_COMMITTED,
                    new VersionCommitted(FILE, OWNER, PATH, VERSION, 3, 1024, Sha256.OF_NOTHING, UPLOAD)),
            Map.entry(
                    EventType.VERSION_RESTORED,
                    new VersionRestored(FILE, OWNER, PATH, VERSION, 4, 1024, Sha256.OF_NOTHING, 2)),
            Map.entry(EventType.VERSION_LABELLED, new VersionLabelled(FILE, OWNER, PATH, 3, "as signed")),
            Map.entry(EventType.VERSION_DELETED, new VersionDeleted(FILE, OWNER, PATH, 2, 3, true)),
            Map.entry(EventType.FILE_MOVED, new FileMoved(FILE, OWNER, PATH, "drafts/1.pdf")),
            Map.entry(
                    EventType.FILE_COPIED,
                    new FileCopied(FILE, OWNER, PATH, VERSION, 1024, Sha256.OF_NOTHING, UPLOAD, 3)),
            Map.entry(
                    EventType.FILE_DESCRIBED,
                    new FileDescribed(FILE, OWNER, PATH, List.of("tax"), Map.of("year", "2026"))),
            Map.entry(EventType.FILE_TRASHED, new FileTrashed(FILE, OWNER, PATH)),
            Map.entry(EventType.FILE_UNDELETED, new FileUndeleted(FILE, OWNER, PATH)),
            Map.entry(EventType.FILE_DELETED, new FileDeleted(FILE, OWNER, PATH)));

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @ParameterizedTest
    @EnumSource
    void isWrittenAsAgreed(EventType type) throws IOException {
        assertThat(json.writeValueAsString(envelope(type))).isEqualTo(golden(type));
    }

    @ParameterizedTest
    @EnumSource
    void isReadAsAgreed(EventType type) throws IOException {
        assertThat(json.readValue(golden(type), CloudEvent.class)).isEqualTo(envelope(type));
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatANewerServiceAddsIsPassedOver(EventType type) throws IOException {
        String newer = golden(type).replaceFirst("\"owner\"", "\"colour\" : \"blue\", \"owner\"");

        assertThat(json.readValue(newer, CloudEvent.class)).isEqualTo(envelope(type));
    }

    @ParameterizedTest
    @EnumSource
    void theTypeCarriesItsRecordAndIsFoundByName(EventType type) {
        assertThat(EVENTS.get(type)).isInstanceOf(type.payload());
        assertThat(EVENTS.get(type).type()).isEqualTo(type);
        assertThat(EventType.named(type.type())).contains(type);
    }

    /** Fields were added to these; an event that was told before that is still the event it was. */
    @ParameterizedTest
    @ValueSource(strings = {"opened", "completed", "failed", "cancelled", "expired"})
    void whatWasToldBeforeFieldsWereAddedIsStillRead(String name) throws IOException {
        CloudEvent first = json.readValue(golden("first/io.waybill.upload." + name + ".v1"), CloudEvent.class);

        assertThat(first.data()).isInstanceOf(first.type().payload());
        assertThat(first.data().owner()).isEqualTo(OWNER);
    }

    @Test
    void anUploadThatWaitsIsToldAsProgress() throws IOException {
        UploadProgressed queued = new UploadProgressed(UPLOAD, OWNER, PATH, UploadState.QUEUED, 0, 1024L, 0);
        CloudEvent event = new CloudEvent(
                "1.0",
                "0190b5a0-0000-7000-8000-00000000000e",
                "/waybill/transfer-service",
                EventType.UPLOAD_PROGRESSED,
                queued.subject(),
                Instant.parse("2026-11-20T12:00:00.123456Z"),
                "application/json",
                null,
                queued);

        assertThat(json.writeValueAsString(event)).isEqualTo(golden("io.waybill.upload.progressed.v1.queued"));
        assertThat(json.readValue(golden("io.waybill.upload.progressed.v1.queued"), CloudEvent.class))
                .isEqualTo(event);
    }

    @Test
    void aTypeThatOnlyANewerServiceKnowsIsNoEventOfOurs() throws IOException {
        String newer = golden(EventType.FILE_DELETED).replace("file.deleted.v1", "file.painted.v1");

        assertThat(EventType.named("io.waybill.file.painted.v1")).isEmpty();
        assertThatThrownBy(() -> json.readValue(newer, CloudEvent.class)).isInstanceOf(JsonMappingException.class);
    }

    private static CloudEvent envelope(EventType type) {
        WaybillEvent event = EVENTS.get(type);
        boolean lossy = type.topic().equals(Topics.PROGRESS);
        return new CloudEvent(
                "1.0",
                "0190b5a0-0000-7000-8000-00000000000e",
                type.topic().equals(Topics.FILES) ? "/waybill/metadata-service" : "/waybill/transfer-service",
                type,
                event.subject(),
                Instant.parse("2026-11-20T12:00:00.123456Z"),
                "application/json",
                lossy ? null : 7L,
                event);
    }

    private static String golden(EventType type) throws IOException {
        return golden(type.type());
    }

    private static String golden(String name) throws IOException {
        String file = "/events/" + name + ".json";
        try (InputStream bytes = GoldenEventsTest.class.getResourceAsStream(file)) {
            assertThat(bytes).as("golden file " + file).isNotNull();
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
