package io.waybill.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** Every event type: its CloudEvents {@code type} with a version, the topic it is sent on, the record it carries. */
public enum EventType {
    UPLOAD_OPENED("io.waybill.upload.opened.v1", Topics.TRANSFERS, UploadOpened.class),
    UPLOAD_COMPLETED("io.waybill.upload.completed.v1", Topics.TRANSFERS, UploadCompleted.class),
    UPLOAD_FAILED("io.waybill.upload.failed.v1", Topics.TRANSFERS, UploadFailed.class),
    UPLOAD_CANCELLED("io.waybill.upload.cancelled.v1", Topics.TRANSFERS, UploadCancelled.class),
    UPLOAD_EXPIRED("io.waybill.upload.expired.v1", Topics.TRANSFERS, UploadExpired.class),
    UPLOAD_PROGRESSED("io.waybill.upload.progressed.v1", Topics.PROGRESS, UploadProgressed.class),
    VERSION_COMMITTED("io.waybill.version.committed.v1", Topics.FILES, VersionCommitted.class),
    VERSION_RESTORED("io.waybill.version.restored.v1", Topics.FILES, VersionRestored.class),
    VERSION_LABELLED("io.waybill.version.labelled.v1", Topics.FILES, VersionLabelled.class),
    VERSION_DELETED("io.waybill.version.deleted.v1", Topics.FILES, VersionDeleted.class),
    FILE_MOVED("io.waybill.file.moved.v1", Topics.FILES, FileMoved.class),
    FILE_COPIED("io.waybill.file.copied.v1", Topics.FILES, FileCopied.class),
    FILE_DESCRIBED("io.waybill.file.described.v1", Topics.FILES, FileDescribed.class),
    FILE_TRASHED("io.waybill.file.trashed.v1", Topics.FILES, FileTrashed.class),
    FILE_UNDELETED("io.waybill.file.undeleted.v1", Topics.FILES, FileUndeleted.class),
    FILE_DELETED("io.waybill.file.deleted.v1", Topics.FILES, FileDeleted.class);

    private final String type;
    private final String topic;
    private final Class<? extends WaybillEvent> payload;

    EventType(String type, String topic, Class<? extends WaybillEvent> payload) {
        this.type = type;
        this.topic = topic;
        this.payload = payload;
    }

    /** The CloudEvents {@code type}. */
    @JsonValue
    public String type() {
        return type;
    }

    /** The Kafka topic. */
    public String topic() {
        return topic;
    }

    /** The record that is its {@code data}. */
    public Class<? extends WaybillEvent> payload() {
        return payload;
    }

    /** The event type named {@code type}; empty when a newer service sent one that we do not know. */
    public static Optional<EventType> named(String type) {
        return Arrays.stream(values()).filter(t -> t.type.equals(type)).findFirst();
    }

    static EventType of(Class<? extends WaybillEvent> payload) {
        return Arrays.stream(values())
                .filter(t -> t.payload == payload)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(payload + " is no event payload"));
    }

    @JsonCreator
    static EventType read(String type) {
        return named(type).orElseThrow(() -> new IllegalArgumentException("unknown event type " + type));
    }
}
