package io.waybill.contracts.api;

/** Where an upload is in its life: {@code OPEN ⇄ QUEUED → COMMITTING → COMPLETED}, or one of the three ends. */
public enum UploadState {
    /** It takes bytes. */
    OPEN,
    /** It takes bytes in its turn: a request that brings some waits, or its client was told to come back. */
    QUEUED,
    /** All bytes are here; they are being assembled, verified and recorded. It finishes without its client. */
    COMMITTING,
    /** It is a version. */
    COMPLETED,
    /** It was refused for good. */
    FAILED,
    /** Its owner ended it. */
    CANCELLED,
    /** It was left alone for too long. */
    EXPIRED;

    /** Whether nothing will change any more. */
    public boolean isFinal() {
        return this != OPEN && this != QUEUED && this != COMMITTING;
    }
}
