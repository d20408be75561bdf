package io.waybill.notification.fanout;

import java.util.UUID;

/** One open socket as the fan-out sees it. Every method returns at once, may be called by any thread and never throws. */
public interface Subscriber {
    /** Who reads it. */
    Viewer viewer();

    /**
     * Progress of one upload: only the newest matters.
     *
     * @param frame the frame, ready to be written
     */
    void progress(UUID uploadId, String frame);

    /**
     * A lifecycle event: it reaches the reader, or the reader is told to start over.
     *
     * @param uploadId the upload it is about, or null when it is about a file only
     * @param frame the frame, ready to be written
     */
    void event(UUID uploadId, String frame);

    /** Events may have been missed: the reader must subscribe again. */
    void resync();
}
