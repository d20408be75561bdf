package io.waybill.stack;

import java.util.Locale;

/** Where transfer-service keeps bytes. */
public enum StoreKind {
    /** Files under the home. */
    FILESYSTEM,
    /** An S3 store: the one in {@code WAYBILL_S3_ENDPOINT}, else a local MinIO. */
    S3;

    /** The word of the command line and of {@code WAYBILL_STORE}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
