package io.waybill.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * The envelope of every event: CloudEvents 1.0, structured JSON mode.
 *
 * @param specversion always {@code 1.0}
 * @param id unique per source; the same when an event is sent again
 * @param source the service that tells it, such as {@code /waybill/transfer-service}
 * @param type what happened, with a version
 * @param subject the upload or file id; also the Kafka key
 * @param time when it happened, not when it was sent
 * @param datacontenttype always {@code application/json}
 * @param sequence rises by one per subject and source; after a week without an event it may leap ahead, never back (CloudEvents extension {@code sequence}); null on lossy events
 * @param data the event itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data"})
public record CloudEvent(
        String specversion,
        String id,
        String source,
        EventType type,
        String subject,
        Instant time,
        String datacontenttype,
        Long sequence,

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXTERNAL_PROPERTY, property = "type")
        @JsonSubTypes({
            @JsonSubTypes.Type(value = UploadOpened.class, name = "io.waybill.upload.opened.v1"),
            @JsonSubTypes.Type(value = UploadCompleted.class, name = "io.waybill.upload.completed.v1"),
            @JsonSubTypes.Type(value = UploadFailed.class, name = "io.waybill.upload.failed.v1"),
            @JsonSubTypes.Type(value = UploadCancelled.class, name = "io.waybill.upload.cancelled.v1"),
            @JsonSubTypes.Type(value = UploadExpired.class, name = "io.waybill.upload.expired.v1"),
            @JsonSubTypes.Type(value = UploadProgressed.class, name = "io.waybill.upload.progressed.v1"),
            @JsonSubTypes.Type(value = VersionCommitted.class, name = "io.waybill.version.committed.v1"),
            @JsonSubTypes.Type(value = VersionRestored.class, name = "io.waybill.version.restored.v1"),
            @JsonSubTypes.Type(value = VersionLabelled.class, name = "io.waybill.version.labelled.v1"),
            @JsonSubTypes.Type(value = VersionDeleted.class, name = "io.waybill.version.deleted.v1"),
            @JsonSubTypes.Type(value = FileMoved.class, name = "io.waybill.file.moved.v1"),
            @JsonSubTypes.Type(value = FileCopied.class, name = "io.waybill.file.copied.v1"),
            @JsonSubTypes.Type(value = FileDescribed.class, name = "io.waybill.file.described.v1"),
            @JsonSubTypes.Type(value = FileTrashed.class, name = "io.waybill.file.trashed.v1"),
            @JsonSubTypes.Type(value = FileUndeleted.class, name = "io.waybill.file.undeleted.v1"),
            @JsonSubTypes.Type(value = FileDeleted.class, name = "io.waybill.file.deleted.v1")
        })
        WaybillEvent data) {}
