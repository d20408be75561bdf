package io.waybill.gateway.provider;

import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.identity.Unguessable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Verifies what the provider signed for this client: that somebody signed in (OpenID Connect Core 1.0 §3.1.3.7), and that
 * somebody signed out (OpenID Connect Back-Channel Logout 1.0 §2.6). Neither can be taken for the other.
 */
@ApplicationScoped
public class ProviderStatements {
    private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
    private static final int SKEW_SECONDS = 30;

    /** A signature by a public key; nothing that a secret or nobody could make. */
    private static final String[] ALGORITHMS = {
        AlgorithmIdentifiers.RSA_USING_SHA256,
        AlgorithmIdentifiers.RSA_USING_SHA384,
        AlgorithmIdentifiers.RSA_USING_SHA512,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
        AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
        AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
        AlgorithmIdentifiers.EDDSA
    };

    private final ProviderClient client;
    private final ProviderKeys keys;
    private final Clock clock;

    /** Believes {@code keys}. */
    public ProviderStatements(ProviderClient client, ProviderKeys keys, Clock clock) {
        this.client = client;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Who signed in, as the provider says.
     *
     * @param subject who
     * @param session the provider's name for it; null when it has none
     */
    public record Arrival(String subject, String session) {}

    /**
     * Who signed out, as the provider says.
     *
     * @param id names this statement: it is good once
     * @param subject who; null when only one session ended
     * @param session which session ended; null for all of the person's
     * @param expiresAt seconds since the epoch
     */
    public record Departure(String id, String subject, String session, long expiresAt) {}

    /**
     * What an id token says.
     *
     * @param nonce what the sign-in was begun with
     * @throws StatementRefusedException when it is not the provider's, not for this client, not of this sign-in, or over
     */
    public Arrival arrival(String idToken, String nonce) throws StatementRefusedException {
        JwtClaims claims = verified(idToken, true);
        try {
            String said = claims.getStringClaimValue("nonce");
            String party = claims.getStringClaimValue("azp");
            if (said == null || !Unguessable.same(said, nonce)) {
                throw new MalformedClaimException("The nonce is another.");
            }
            if (party == null ? claims.getAudience().size() > 1 : !party.equals(client.clientId())) {
                throw new MalformedClaimException("It was issued to another party.");
            }
            return new Arrival(claims.getSubject(), claims.getStringClaimValue("sid"));
        } catch (MalformedClaimException wrong) {
            throw new StatementRefusedException(wrong);
        }
    }

    /**
     * What a logout token says.
     *
     * @throws StatementRefusedException when it is not the provider's, not for this client, over, or anything but a logout token
     */
    public Departure departure(String logoutToken) throws StatementRefusedException {
        JwtClaims claims = verified(logoutToken, false);
        try {
            Object events = claims.getClaimValue("events");
            String session = claims.getStringClaimValue("sid");
            if (!(events instanceof Map<?, ?> all) || !(all.get(LOGOUT) instanceof Map)) {
                throw new MalformedClaimException("It tells of no logout.");
            }
            if (claims.hasClaim("nonce")) {
                throw new MalformedClaimException("It was made for a sign-in.");
            }
            if (claims.getJwtId() == null || (claims.getSubject() == null && session == null)) {
                throw new MalformedClaimException("It names neither itself nor a session.");
            }
            long end = claims.getExpirationTime().getValue() + SKEW_SECONDS;
            return new Departure(claims.getJwtId(), claims.getSubject(), session, end);
        } catch (MalformedClaimException wrong) {
            throw new StatementRefusedException(wrong);
        }
    }

    private JwtClaims verified(String token, boolean needsSubject) throws StatementRefusedException {
        JwtConsumerBuilder rules = new JwtConsumerBuilder()
                .setVerificationKeyResolver((signed, nested) -> keys.find(String.valueOf(signed.getKeyIdHeaderValue())))
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS)
                .setExpectedIssuer(client.issuer())
                .setExpectedAudience(client.clientId())
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(SKEW_SECONDS, 600)
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()));
        if (needsSubject) {
            rules.setRequireSubject();
        }
        try {
            return rules.build().processToClaims(token);
        } catch (InvalidJwtException wrong) {
            if (wrong.getCause() instanceof WaybillException away) {
                throw away;
            }
            throw new StatementRefusedException(wrong);
        }
    }
}
