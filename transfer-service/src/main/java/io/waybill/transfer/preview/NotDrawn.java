package io.waybill.transfer.preview;

/** A renderer that ended without an answer: it may have been the bytes, or the machine. */
final class NotDrawn extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    NotDrawn(String reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** In a word, for metrics: {@code deadline}, {@code crashed} or {@code renderer}. */
    String reason() {
        return reason;
    }
}
