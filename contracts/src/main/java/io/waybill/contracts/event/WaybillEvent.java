package io.waybill.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** Something that happened, told to whoever may listen: the {@code data} of a {@link CloudEvent}. */
public sealed interface WaybillEvent permits TransferEvent, FileEvent, UploadProgressed {
    /** The OIDC subject of whoever owns what this is about. Only they and admins may see it. */
    String owner();

    /** What the event is about and what it is ordered by: an upload id or a file id. */
    @JsonIgnore
    String subject();

    /** The type of this event. */
    @JsonIgnore
    default EventType type() {
        return EventType.of(getClass());
    }
}
