package io.waybill.kit.identity;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** What makes a token acceptable, and whom it then speaks for; one constant per kind of token. */
enum TokenRules {
    /** The gateway's token for a person. */
    PERSON(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, InternalTokens.ISSUER, InternalTokens.AUDIENCE) {
        @Override
        Caller caller(JwtClaims claims) throws MalformedClaimException {
            Set<String> roles = Set.copyOf(
                    claims.isClaimValueStringList("groups") ? claims.getStringListClaimValue("groups") : List.of());
            if (roles.contains(Caller.SERVICE)) {
                throw new MalformedClaimException("a person cannot be a service");
            }
            String name = claims.getStringClaimValue("name");
            String scope = claims.getStringClaimValue("scope");
            return new Caller(
                    claims.getSubject(),
                    name == null ? claims.getSubject() : name,
                    roles,
                    scope == null || scope.isBlank()
                            ? Set.of()
                            : Set.copyOf(List.of(scope.strip().split(" +"))),
                    claims.getStringClaimValue("client_id"),
                    claims.getStringClaimValue("key_id"),
                    claims.getStringClaimValue("path_prefix"));
        }
    },
    /** A sister service's credential. */
    SERVICE(AlgorithmIdentifiers.HMAC_SHA256, ServiceCredential.ISSUER, ServiceCredential.AUDIENCE) {
        @Override
        Caller caller(JwtClaims claims) throws MalformedClaimException {
            return new Caller(
                    claims.getSubject(), claims.getSubject(), Set.of(Caller.SERVICE), Set.of("read", "write"), null);
        }
    };

    /** How far the clocks of two machines may differ. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /** No token of ours lives longer; one that claims to was not made by our code. */
    private static final int MAX_LIFETIME_MINUTES = 5;

    private final String algorithm;
    private final String issuer;
    private final String audience;

    TokenRules(String algorithm, String issuer, String audience) {
        this.algorithm = algorithm;
        this.issuer = issuer;
        this.audience = audience;
    }

    abstract Caller caller(JwtClaims claims) throws MalformedClaimException;

    /** What {@code jwt} says when {@code key} signed it and every rule holds at {@code now}; empty otherwise. */
    Optional<VerifiedToken> check(String jwt, Key key, Instant now) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm)
                    .setVerificationKey(key)
                    .setExpectedIssuer(issuer)
                    .setExpectedAudience(audience)
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setMaxFutureValidityInMinutes(MAX_LIFETIME_MINUTES)
                    .setAllowedClockSkewInSeconds((int) CLOCK_SKEW.toSeconds())
                    .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                    .build()
                    .processToClaims(jwt);
            Instant expiresAt = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            return Optional.of(new VerifiedToken(caller(claims), expiresAt.plus(CLOCK_SKEW)));
        } catch (InvalidJwtException | MalformedClaimException refused) {
            return Optional.empty();
        }
    }
}
