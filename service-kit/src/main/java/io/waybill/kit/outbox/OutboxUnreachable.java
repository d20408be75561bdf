package io.waybill.kit.outbox;

/** The outbox cannot be read or written right now; nothing was lost, another attempt starts from a new connection. */
final class OutboxUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    OutboxUnreachable(Throwable cause) {
        super("The outbox cannot be reached.", cause);
    }
}
