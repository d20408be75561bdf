package io.waybill.gateway.websession;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.identity.Credential;
import io.waybill.gateway.identity.OidcTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Reads an access token as any other credential is read, and says how long its word is taken. Blocks. */
@ApplicationScoped
public class ProviderWord {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OidcTokens tokens;
    private final SealedTokens seals;
    private final SessionConfig config;
    private final Clock clock;

    /** Verifies with {@code tokens}. */
    public ProviderWord(OidcTokens tokens, SealedTokens seals, SessionConfig config, Clock clock) {
        this.tokens = tokens;
        this.seals = seals;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What {@code accessToken} says, to be kept with a session.
     *
     * @throws WaybillException {@code unauthenticated}, {@code forbidden} or {@code unavailable}
     */
    SessionRows.Word read(String accessToken, UUID session, SealedTokens.Kept kept) {
        Credential credential = verified(accessToken);
        Instant now = clock.instant();
        Duration life = Duration.between(now, credential.goodUntil());
        Duration early = life.multipliedBy(3).dividedBy(4);
        Duration fresh = early.compareTo(config.ask()) < 0 ? early : config.ask();
        return new SessionRows.Word(
                credential.caller(), Buffer.buffer(seals.seal(session, kept)), now.plus(fresh), credential.goodUntil());
    }

    private Credential verified(String accessToken) {
        try {
            return tokens.verify(accessToken).await().atMost(PATIENCE);
        } catch (TimeoutException slow) {
            throw new WaybillException(
                    ErrorCode.UNAVAILABLE, "Nobody can be signed in right now: the sign-in service is slow.", slow);
        }
    }
}
