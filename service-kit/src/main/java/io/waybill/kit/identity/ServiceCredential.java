package io.waybill.kit.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * How this service shows a sister service who it is: a token of its own, signed with the shared {@link ServiceKey}, valid
 * for 60 s and used again for the first 30 s of them. Safe for concurrent use.
 */
@ApplicationScoped
public class ServiceCredential {
    /** The issuer of every service credential. */
    public static final String ISSUER = "waybill-services";

    /** The audience of every service credential. */
    public static final String AUDIENCE = "waybill-internal";

    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final ServiceKey key;
    private final String service;
    private final Clock clock;
    private volatile Issued latest = new Issued("", Instant.MIN);

    /** The credential of the service whose {@code quarkus.application.name} is {@code service}. */
    @Inject
    public ServiceCredential(ServiceKey key, @ConfigProperty(name = "quarkus.application.name") String service) {
        this(key, service, Clock.systemUTC());
    }

    ServiceCredential(ServiceKey key, String service, Clock clock) {
        this.key = key;
        this.service = service;
        this.clock = clock;
    }

    /** The value of an {@code Authorization} field for a request to a sister service: {@code Bearer …}. */
    public String authorization() {
        Issued current = latest;
        if (current.renewAt().isBefore(clock.instant())) {
            current = new Issued("Bearer " + sign(), clock.instant().plus(LIFETIME.dividedBy(2)));
            latest = current;
        }
        return current.authorization();
    }

    private String sign() {
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(service);
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFETIME).getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setKey(key.key());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalStateException("A service credential cannot be signed.", broken);
        }
    }

    private record Issued(String authorization, Instant renewAt) {}
}
