package io.waybill.kit.inbox;

/** A Kafka record that is no event: it is logged and skipped. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A record that is skipped.
     *
     * @param reason how it differs from an event, to follow "the record was skipped because"
     */
    public MalformedRecordException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
