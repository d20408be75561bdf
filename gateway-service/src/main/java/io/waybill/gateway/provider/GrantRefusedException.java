package io.waybill.gateway.provider;

/** The provider takes a code or a refresh token no longer: the person has to sign in again. */
public final class GrantRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    GrantRefusedException() {
        super("The provider refused the grant.");
    }
}
