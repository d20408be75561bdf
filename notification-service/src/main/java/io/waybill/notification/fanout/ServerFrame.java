package io.waybill.notification.fanout;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.waybill.contracts.api.UploadStatus;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.UploadProgressed;
import java.util.List;
import java.util.UUID;

/** Everything a client can receive: one JSON object per WebSocket text message, told apart by {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerFrame.Snapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = ServerFrame.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = ServerFrame.Event.class, name = "event"),
    @JsonSubTypes.Type(value = ServerFrame.Resync.class, name = "resync"),
    @JsonSubTypes.Type(value = ServerFrame.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerFrame.Failure.class, name = "error")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerFrame {
    /**
     * Where the uploads of a topic stand: the answer to a subscription that is already live.
     *
     * @param topic the topic's name
     * @param id the upload, when the topic is one upload
     * @param uploads those that have not ended
     */
    record Snapshot(String topic, UUID id, List<UploadStatus> uploads) implements ServerFrame {}

    /**
     * How far an upload is. Older ones may have been left out.
     *
     * @param upload the newest known
     */
    record Progress(UploadProgressed upload) implements ServerFrame {}

    /**
     * Something happened.
     *
     * @param event as it was told on Kafka
     */
    record Event(CloudEvent event) implements ServerFrame {}

    /** Events may have been missed: subscribe again. */
    record Resync() implements ServerFrame {}

    /** The answer to a ping. */
    record Pong() implements ServerFrame {}

    /**
     * The client's frame had no effect, or a snapshot could not be had.
     *
     * @param code what kind of failure
     * @param detail what happened and what to do next
     * @param topic the topic it is about, or null
     * @param id the upload it is about, or null
     */
    record Failure(ErrorCode code, String detail, String topic, UUID id) implements ServerFrame {}
}
