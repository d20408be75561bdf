package io.waybill.transfer.upload;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/** Why a running writer is told to end before its body does. */
enum StopReason {
    /** A newer request on this replica takes over; what arrived is acknowledged first. */
    SUPERSEDED(false, ErrorCode.UPLOAD_SUPERSEDED, "A newer request has taken over this upload."),
    /** The row is another replica's already; nothing more can be acknowledged. */
    FENCED(true, ErrorCode.UPLOAD_SUPERSEDED, "A newer request has taken over this upload."),
    /** The upload was ended; nothing of it is to be left. */
    ENDED(true, ErrorCode.UPLOAD_GONE, "The upload was ended while its bytes came."),
    /** The upload was completed; a part that still comes is not wanted. */
    COMPLETED(true, ErrorCode.UPLOAD_NOT_OPEN, "The upload was completed while this part came."),
    /** This replica goes down; what arrived is acknowledged first. */
    SHUTDOWN(false, ErrorCode.UNAVAILABLE, "This server is going down. What arrived is kept: go on in a moment.");

    private final boolean fenced;
    private final ErrorCode code;
    private final String detail;

    StopReason(boolean fenced, ErrorCode code, String detail) {
        this.fenced = fenced;
        this.code = code;
        this.detail = detail;
    }

    boolean fenced() {
        return fenced;
    }

    WaybillException failure() {
        return new WaybillException(code, detail);
    }
}
