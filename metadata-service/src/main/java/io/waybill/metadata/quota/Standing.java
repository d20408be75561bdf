package io.waybill.metadata.quota;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/**
 * Where an owner stands; all numbers are bytes.
 *
 * @param used what is stored
 * @param reserved what is promised to uploads on their way
 * @param limit what both together may come to, or null
 */
record Standing(long used, long reserved, Long limit) {
    /** Whether {@code bytes} more fit. Nothing always does. */
    boolean holds(long bytes) {
        return bytes == 0 || limit == null || used + reserved + bytes <= limit;
    }

    /** After {@code bytes} more. */
    Standing with(long bytes) {
        return new Standing(used + bytes, reserved, limit);
    }

    /** Why {@code bytes} more do not fit. */
    WaybillException refusal(long bytes) {
        return new WaybillException(
                        ErrorCode.QUOTA_EXCEEDED,
                        "There is not enough room left for this file: delete something for good, also from the trash, or ask for"
                                + " a larger quota.")
                .with("used", used)
                .with("reserved", reserved)
                .with("limit", limit)
                .with("needed", bytes);
    }
}
