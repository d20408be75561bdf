package io.waybill.kit.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.tls.ServiceTls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies the two credentials that a service accepts: the gateway's token for a person (ES256, issuer
 * {@code waybill-gateway}, audience {@code waybill}) and a sister service's credential (HS256, see
 * {@link ServiceCredential}).
 *
 * <p>The algorithm alone decides which key is tried, so a public key can never serve as a secret. A verified token is
 * remembered until it expires (at most 8 Mi characters of them): the first use costs a signature check, the next ones a look-up.
 * Never blocks; safe for concurrent use.
 */
@ApplicationScoped
public class InternalTokens {
    /** The issuer of every token for a person. */
    public static final String ISSUER = "waybill-gateway";

    /** The audience of every token for a person. */
    public static final String AUDIENCE = "waybill";

    private static final int MAX_CHARACTERS = 8 * 1024;
    private static final long MAX_REMEMBERED_CHARACTERS = 8L * 1024 * 1024;

    private final GatewayKeys gatewayKeys;
    private final ServiceKey serviceKey;
    private final Clock clock;
    private final Cache<String, VerifiedToken> remembered = Caffeine.newBuilder()
            .maximumWeight(MAX_REMEMBERED_CHARACTERS)
            .weigher((String token, VerifiedToken verified) -> token.length())
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    /** Verifies with the keys of the configured gateway and the configured service secret. */
    @Inject
    public InternalTokens(Vertx vertx, ServiceTls tls, GatewayAddress gateway, ServiceKey serviceKey) {
        this(new GatewayKeySource(vertx, tls, gateway.url()), serviceKey, Clock.systemUTC());
    }

    InternalTokens(KeySource gatewayKeys, ServiceKey serviceKey, Clock clock) {
        this.gatewayKeys = new GatewayKeys(gatewayKeys, clock);
        this.serviceKey = serviceKey;
        this.clock = clock;
    }

    /**
     * Whoever {@code jwt} speaks for.
     *
     * @param jwt a compact JWT, without {@code Bearer}; null is refused like any other wrong token
     * @return fails with {@code unauthenticated} when it is not valid now, {@code unavailable} when the gateway's keys
     *     cannot be read
     */
    public Uni<Caller> verify(String jwt) {
        if (jwt == null || jwt.length() > MAX_CHARACTERS) {
            return refused();
        }
        Instant now = clock.instant();
        VerifiedToken known = remembered.getIfPresent(jwt);
        if (known != null) {
            return known.isValidAt(now) ? Uni.createFrom().item(known.caller()) : refused();
        }
        return check(jwt, now).map(verified -> {
            remembered.put(jwt, verified);
            return verified.caller();
        });
    }

    private Uni<VerifiedToken> check(String jwt, Instant now) {
        try {
            JsonWebSignature header = new JsonWebSignature();
            header.setCompactSerialization(jwt);
            String algorithm = String.valueOf(header.getAlgorithmHeaderValue());
            String keyId = String.valueOf(header.getKeyIdHeaderValue());
            return switch (algorithm) {
                case AlgorithmIdentifiers.HMAC_SHA256 -> settle(TokenRules.SERVICE, jwt, serviceKey.key(), now);
                case AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256 ->
                    gatewayKeys.find(keyId).flatMap(key -> key.map(found -> settle(TokenRules.PERSON, jwt, found, now))
                            .orElseGet(InternalTokens::refused));
                default -> refused();
            };
        } catch (JoseException | ClassCastException garbage) {
            return refused();
        }
    }

    private static Uni<VerifiedToken> settle(TokenRules rules, String jwt, Key key, Instant now) {
        return rules.check(jwt, key, now).map(Uni.createFrom()::item).orElseGet(InternalTokens::refused);
    }

    private static <T> Uni<T> refused() {
        return Uni.createFrom()
                .failure(new WaybillException(
                        ErrorCode.UNAUTHENTICATED, "The credential is missing, expired or not ours: sign in again."));
    }
}
