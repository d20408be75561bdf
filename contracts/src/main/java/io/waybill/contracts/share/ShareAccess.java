package io.waybill.contracts.share;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Locale;

/** What a share is good for. */
public enum ShareAccess {
    /** To see what there is and take it. */
    DOWNLOAD,
    /** To see what there is, as previews, and not to take it. */
    PREVIEW,
    /** To leave files in a folder, and to see nothing of it. */
    UPLOAD,
    /** For somebody with an account: to see what there is and take it. */
    READ,
    /** For somebody with an account: to see what there is, take it, and upload new versions and, into a folder, new files. */
    WRITE;

    /** Whether others see what there is. */
    public boolean shows() {
        return this != UPLOAD;
    }

    /** Whether others may upload. */
    public boolean takes() {
        return this == UPLOAD || this == WRITE;
    }

    /** Whether it is for somebody with an account. */
    public boolean isGrant() {
        return this == READ || this == WRITE;
    }

    /** Its name as clients write it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What {@code text} names.
     *
     * @throws WaybillException {@code malformed_request}
     */
    @JsonCreator
    public static ShareAccess of(String text) {
        for (ShareAccess one : values()) {
            if (one.text().equals(text)) {
                return one;
            }
        }
        throw new WaybillException(
                ErrorCode.MALFORMED_REQUEST,
                "The access of a link is download, preview or upload; that of a person read or write.");
    }
}
