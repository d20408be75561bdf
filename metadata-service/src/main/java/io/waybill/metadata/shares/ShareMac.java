package io.waybill.metadata.shares;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.kit.identity.ServiceKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept of the token of a link: HMAC-SHA-256 of its digest, under a key that is derived from the service secret and not in
 * the database. It is what links are found by. With another service secret every link ends.
 */
@ApplicationScoped
public class ShareMac {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] PURPOSE = "waybill share links 1".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec pepper;

    /** Under a key derived from {@code serviceKey}. */
    @Inject
    public ShareMac(ServiceKey serviceKey) {
        this(serviceKey.secret());
    }

    /** For the proxy of the container. */
    protected ShareMac() {
        pepper = null;
    }

    ShareMac(byte[] serviceSecret) {
        pepper = new SecretKeySpec(mac(new SecretKeySpec(serviceSecret, ALGORITHM), PURPOSE), ALGORITHM);
    }

    Buffer of(Sha256 digest) {
        return Buffer.buffer(mac(pepper, digest.bytes()));
    }

    private static byte[] mac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256.", impossible);
        }
    }
}
