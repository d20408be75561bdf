package io.waybill.gateway.identity;

import io.waybill.kit.identity.ServiceKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Reads the secret that all services share, and refuses one that is missing or could be guessed. */
final class ServiceSecret {
    static final int MIN_BYTES = 32;

    private ServiceSecret() {}

    /**
     * Reads the secret that all services share.
     *
     * @throws IllegalStateException with a sentence for the operator
     */
    static byte[] read(ServiceKeyFile config) {
        Path file = config.secretFile()
                .orElseThrow(() -> new IllegalStateException(
                        "WAYBILL_SERVICE_SECRET_FILE is not set: name a file with the base64 of 32 random bytes."));
        byte[] secret = decode(file);
        if (secret.length < MIN_BYTES) {
            throw new IllegalStateException("The service secret in %s has %d bytes; %d random bytes are the least."
                    .formatted(file, secret.length, MIN_BYTES));
        }
        return secret;
    }

    private static byte[] decode(Path file) {
        try {
            return Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new IllegalStateException("The service secret cannot be read from " + file + ".", unreadable);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalStateException("The service secret in " + file + " is not base64.", notBase64);
        }
    }
}
