package io.waybill.stack;

import java.time.Duration;

/** Hears how a start goes on; called from several threads. */
public interface StartListener {
    /** Nobody listens. */
    StartListener SILENT = new StartListener() {
        @Override
        public void ready(String what, Duration took, String where) {}

        @Override
        public void note(String sentence) {}
    };

    /** One part or service serves. */
    void ready(String what, Duration took, String where);

    /** Something worth knowing meanwhile. */
    void note(String sentence);
}
