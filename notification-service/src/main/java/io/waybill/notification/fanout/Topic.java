package io.waybill.notification.fanout;

import java.util.UUID;

/** What a socket may subscribe to. */
public sealed interface Topic {
    /** The name on the wire. */
    String wireName();

    /** The upload it is about, or null when it is about many. */
    default UUID uploadId() {
        return null;
    }

    /** Every upload and file of the viewer: {@code uploads}. */
    record Mine() implements Topic {
        @Override
        public String wireName() {
            return "uploads";
        }
    }

    /**
     * One upload: {@code upload}.
     *
     * @param uploadId which
     */
    record OneUpload(UUID uploadId) implements Topic {
        @Override
        public String wireName() {
            return "upload";
        }
    }

    /** Every upload and file of everyone, for admins: {@code all}. */
    record Everyones() implements Topic {
        @Override
        public String wireName() {
            return "all";
        }
    }
}
