package io.waybill.gateway.websession;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.gateway.identity.KeyVault;
import io.waybill.kit.identity.ServiceKey;
import io.waybill.kit.identity.ServiceKeyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals what must not be read where it is kept (AES-256-GCM): the provider's tokens in the database, each for one session, and what a
 * browser keeps for us while somebody signs in. Whoever changes the service secret signs everybody out.
 */
@ApplicationScoped
public class SealedTokens {
    private static final String SIGN_IN = "sign-in";

    private final KeyVault sessions;
    private final KeyVault signIns;
    private final ObjectMapper json;

    /** Seals under keys derived from the secret in {@code secretFile}. */
    @Inject
    public SealedTokens(ServiceKeyFile secretFile, ObjectMapper json) {
        this(new ServiceKey(secretFile).secret(), json);
    }

    SealedTokens(byte[] secret, ObjectMapper json) {
        sessions = new KeyVault(secret, "waybill gateway browser sessions 1");
        signIns = new KeyVault(secret, "waybill gateway sign-ins 1");
        this.json = json;
    }

    /** For the proxy of the container. */
    protected SealedTokens() {
        sessions = null;
        signIns = null;
        json = null;
    }

    /**
     * What is kept of the provider's tokens. The access token is not: what it says is in the row.
     *
     * @param refresh asks for the next ones
     * @param id shows the provider whom to sign out
     */
    record Kept(String refresh, String id) {}

    byte[] seal(UUID session, Kept kept) {
        return sessions.seal(session.toString(), written(kept));
    }

    /** Empty when they were sealed with another secret or for another session. */
    Optional<Kept> open(UUID session, byte[] sealed) {
        try {
            return Optional.of(json.readValue(sessions.open(session.toString(), sealed), Kept.class));
        } catch (GeneralSecurityException | IOException notOurs) {
            return Optional.empty();
        }
    }

    String seal(PendingSignIn pending) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signIns.seal(SIGN_IN, written(pending)));
    }

    /** Empty for anything that was not sealed here. */
    Optional<PendingSignIn> open(String sealed) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed.getBytes(StandardCharsets.US_ASCII));
            return Optional.of(json.readValue(signIns.open(SIGN_IN, bytes), PendingSignIn.class));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private byte[] written(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of ours cannot be written as JSON.", impossible);
        }
    }
}
