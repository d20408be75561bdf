package io.waybill.metadata.history;

/** The history cannot be written right now; the events at hand are to be read again. */
final class HistoryUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    HistoryUnreachable(Throwable cause) {
        super("The history cannot be written.", cause);
    }
}
