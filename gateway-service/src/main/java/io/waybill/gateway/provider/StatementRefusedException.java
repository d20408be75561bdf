package io.waybill.gateway.provider;

/** What came as the provider's word is not, or is not for us, or is not about this. */
public final class StatementRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    StatementRefusedException(Throwable why) {
        super("The statement is refused.", why);
    }
}
