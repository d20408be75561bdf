package io.waybill.metadata.receipts;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The public keys of receipts, for anyone: {@code GET /.well-known/waybill-keys}, a JWK set. */
@Path("/.well-known/waybill-keys")
@PermitAll
public class ReceiptKeyResource {
    private static final String FOR_A_MINUTE = "public, max-age=60";

    private final ReceiptKeys keys;

    /** Serves {@code keys}. */
    public ReceiptKeyResource(ReceiptKeys keys) {
        this.keys = keys;
    }

    /** Every key that has ever signed a receipt. */
    @GET
    public Uni<RestResponse<KeySet>> keys() {
        return keys.published().map(published -> ResponseBuilder.ok(new KeySet(published))
                .header("Cache-Control", FOR_A_MINUTE)
                .build());
    }

    /**
     * A JWK set (RFC 7517 §5).
     *
     * @param keys the newest first
     */
    record KeySet(List<PublishedKey> keys) {}
}
