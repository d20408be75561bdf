package io.waybill.kit.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.RequestScoped;

/** Whoever sent the request at hand; for resources and sockets that ask for a signed-in caller by annotation. */
@RequestScoped
public class CurrentCaller {
    private final SecurityIdentity identity;

    /** The caller that {@code identity} was made of. */
    public CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /**
     * The caller of the request at hand.
     *
     * @throws WaybillException {@code unauthenticated} when nobody is signed in
     */
    public Caller get() {
        Caller caller = identity.getAttribute(InternalIdentityMechanism.CALLER);
        if (caller == null) {
            throw new WaybillException(ErrorCode.UNAUTHENTICATED, "Sign in to do this.");
        }
        return caller;
    }
}
