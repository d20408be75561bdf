package io.waybill.stack;

/** Something the person at the keyboard can act on: its message is one whole sentence, shown as it is. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure of its own.
     *
     * @param sentence what is wrong and what to do about it
     */
    public StackException(String sentence) {
        super(sentence);
    }

    /**
     * A failure that another one caused.
     *
     * @param sentence what is wrong and what to do about it
     */
    public StackException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
