package io.waybill.kit.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jose4j.keys.HmacKey;

/** The secret key (HMAC-SHA-256) that services know each other by. Read once. */
@ApplicationScoped
public class ServiceKey {
    private static final int MIN_BYTES = 32;

    private final HmacKey key;

    /**
     * The key in {@code file}.
     *
     * @throws IllegalStateException when the file is missing, is not base64, or holds less than 32 bytes; its message is a
     *     sentence for the operator
     */
    @Inject
    public ServiceKey(ServiceKeyFile file) {
        this(read(file.secretFile()
                .orElseThrow(() -> new IllegalStateException(
                        "WAYBILL_SERVICE_SECRET_FILE is not set: name a file with the base64 of 32 random bytes."))));
    }

    ServiceKey(byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalStateException("The service secret is shorter than " + MIN_BYTES + " bytes.");
        }
        key = new HmacKey(secret);
    }

    /** The secret itself, to derive further keys from. */
    public byte[] secret() {
        return key.getEncoded();
    }

    HmacKey key() {
        return key;
    }

    private static byte[] read(Path file) {
        try {
            return Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new IllegalStateException("The service secret cannot be read from " + file + ".", unreadable);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalStateException("The service secret in " + file + " is not base64.", notBase64);
        }
    }
}
