package io.waybill.metadata.keys;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.key.KeyHolder;
import io.waybill.contracts.key.KeyQuestion;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Whose key it is, for the gateway: {@code POST /internal/keys/check}. */
@Path("/internal/keys")
@RolesAllowed(Caller.SERVICE)
public class KeyCheckResource {
    private final CheckKey checkKey;

    /** Serves {@code checkKey}. */
    public KeyCheckResource(CheckKey checkKey) {
        this.checkKey = checkKey;
    }

    /** Whom the key speaks for; 401 when it is not good. */
    @POST
    @Path("/check")
    public Uni<KeyHolder> check(@NotNull KeyQuestion asked) {
        if (asked.id() == null || asked.digest() == null) {
            throw new io.waybill.contracts.error.WaybillException(
                    io.waybill.contracts.error.ErrorCode.MALFORMED_REQUEST, "Which key, and its digest.");
        }
        return checkKey.check(asked);
    }
}
