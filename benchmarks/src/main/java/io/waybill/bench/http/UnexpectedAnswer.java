package io.waybill.bench.http;

/** A peer did not do what it was measured at: its round would be worth nothing. */
public final class UnexpectedAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnexpectedAnswer(String sentence) {
        super(sentence);
    }
}
