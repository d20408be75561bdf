package io.waybill.transfer.metadata;

import io.waybill.contracts.error.WaybillException;

/** metadata-service refused a version for good: the same question will get the same answer. */
public final class VersionRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final WaybillException why;

    VersionRefused(WaybillException why) {
        super(why.getMessage(), why);
        this.why = why;
    }

    /** The problem that metadata-service answered, as the client is told it. */
    public WaybillException why() {
        return why;
    }
}
