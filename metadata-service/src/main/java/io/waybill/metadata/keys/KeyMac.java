package io.waybill.metadata.keys;

import io.quarkus.runtime.StartupEvent;
import io.waybill.contracts.Sha256;
import io.waybill.kit.identity.ServiceKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept of a key: HMAC-SHA-256 of its id and the digest of its text, under a key that is not in the database. A copy of
 * the database alone neither is a key nor tells whether a guess is one, and no row passes for another.
 */
@ApplicationScoped
public class KeyMac {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 32;
    private static final byte[] PURPOSE = "waybill api keys 1".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec pepper;

    /**
     * Under the pepper of {@code config}, or one that is derived from {@code serviceKey}.
     *
     * @throws IllegalStateException when the file of the pepper cannot be used; its message is a sentence for the operator
     */
    @Inject
    public KeyMac(KeyConfig config, ServiceKey serviceKey) {
        this(config.pepperFile().map(KeyMac::read).orElseGet(() -> derived(serviceKey.secret())));
    }

    /** For the proxy of the container. */
    protected KeyMac() {
        pepper = null;
    }

    KeyMac(byte[] pepper) {
        this.pepper = new SecretKeySpec(pepper, ALGORITHM);
    }

    /** A pepper that cannot be used ends the service at its start, instead of every key at its first use. */
    void start(@Observes StartupEvent starting) {}

    byte[] of(String id, Sha256 digest) {
        return mac(pepper, (id + '\n' + digest.hex()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether {@code kept} is of this key, in a time that tells nothing. */
    boolean matches(byte[] kept, String id, Sha256 digest) {
        return MessageDigest.isEqual(kept, of(id, digest));
    }

    static byte[] derived(byte[] serviceSecret) {
        return mac(new SecretKeySpec(serviceSecret, ALGORITHM), PURPOSE);
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

    static byte[] read(Path file) {
        try {
            byte[] pepper = Base64.getDecoder().decode(Files.readString(file).strip());
            if (pepper.length < MIN_BYTES) {
                throw new IllegalStateException("The pepper in " + file + " is shorter than " + MIN_BYTES + " bytes.");
            }
            return pepper;
        } catch (IOException unreadable) {
            throw new IllegalStateException("The pepper of API keys cannot be read from " + file + ".", unreadable);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalStateException("The pepper of API keys in " + file + " is not base64.", notBase64);
        }
    }
}
