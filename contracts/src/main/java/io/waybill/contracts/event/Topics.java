package io.waybill.contracts.event;

/** The Kafka topics. A topic is a notification log: it can be lost and rebuilt from the outboxes. */
public final class Topics {
    /** Lifecycle of uploads; key = upload id; ordered per upload, at least once. */
    public static final String TRANSFERS = "waybill.transfers";

    /** Changes to files; key = file id; ordered per file, at least once. */
    public static final String FILES = "waybill.files";

    /** Progress of uploads; key = upload id; lossy. */
    public static final String PROGRESS = "waybill.progress";

    private Topics() {}
}
