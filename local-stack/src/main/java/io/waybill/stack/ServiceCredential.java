package io.waybill.stack;

import io.waybill.stack.part.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What services of one home know each other by (docs/adr/0002), and the operator of that home with them. */
public final class ServiceCredential {
    private static final int SECRET_BYTES = 48;
    private static final int LIFETIME_SECONDS = 60;

    private final Path secretFile;

    private ServiceCredential(Path secretFile) {
        this.secretFile = secretFile;
    }

    /** Of the stack in {@code home}. */
    public static ServiceCredential in(Path home) {
        return new ServiceCredential(home.resolve("service-secret"));
    }

    /** Where the secret is. */
    public Path secretFile() {
        return secretFile;
    }

    /** Makes the secret unless there is one. */
    void make() throws IOException {
        if (!Files.exists(secretFile)) {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            Secrets.writePrivately(secretFile, Base64.getEncoder().encodeToString(secret));
        }
    }

    /**
     * The value of an {@code Authorization} field that is good for a minute.
     *
     * @throws StackException when there is no readable secret in this home
     */
    public String authorization(String subject) {
        long now = Instant.now().getEpochSecond();
        String claims =
                "{\"iss\":\"waybill-services\",\"aud\":\"waybill-internal\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(subject, now, now + LIFETIME_SECONDS);
        String signed = encode("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] secret =
                    Base64.getDecoder().decode(Files.readString(secretFile).strip());
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return "Bearer " + signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException unreadable) {
            throw new StackException("The service secret " + secretFile + " cannot be read.", unreadable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
