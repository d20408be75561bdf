package io.waybill.gateway.identity;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes the one token that services trust: ES256, 60 s, audience {@code waybill}. A credential's token is made once and handed
 * out again for half of its life.
 */
@ApplicationScoped
public class InternalTokenMint {
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final SigningKeys keys;
    private final Clock clock;

    /** Signs with {@code keys}. */
    public InternalTokenMint(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The value of {@code Authorization} for a request that {@code credential} was sent with. */
    public String authorization(Credential credential) {
        Instant now = clock.instant();
        MintedToken minted = credential.minted();
        if (minted == null || !now.isBefore(minted.freshUntil())) {
            minted = new MintedToken("Bearer " + sign(credential.caller(), now), now.plus(LIFE.dividedBy(2)));
            credential.keep(minted);
        }
        return minted.authorization();
    }

    private String sign(Caller caller, Instant now) {
        SigningKey key = keys.signer();
        JwtClaimsBuilder claims = Jwt.issuer("waybill-gateway")
                .audience("waybill")
                .subject(caller.subject())
                .groups(caller.roles())
                .claim("name", caller.name())
                .claim(
                        "scope",
                        String.join(" ", caller.scopes().stream().sorted().toList()))
                .issuedAt(now)
                .expiresAt(now.plus(LIFE));
        if (caller.clientId() != null) {
            claims.claim("client_id", caller.clientId());
        }
        if (caller.keyId() != null) {
            claims.claim("key_id", caller.keyId());
        }
        if (caller.pathPrefix() != null) {
            claims.claim("path_prefix", caller.pathPrefix());
        }
        return claims.jws().algorithm(SignatureAlgorithm.ES256).keyId(key.id()).sign(key.privateKey());
    }
}
