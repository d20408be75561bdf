package io.waybill.kit.identity;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * The gateway's public keys by key id. An unknown id causes a new look at the gateway, at most every 5 s however many
 * tokens ask; a known id is served from memory and looked at again after 5 minutes, so that a withdrawn key ends. While the
 * gateway is away the keys that are known stay good.
 */
final class GatewayKeys {
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final KeySource source;
    private final Clock clock;
    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile Instant goodUntil = Instant.MIN;
    private Instant nextFetch = Instant.MIN;
    private Uni<Map<String, PublicKey>> latestFetch;

    GatewayKeys(KeySource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The key named {@code id}; empty when the gateway has none of that name; fails with {@code unavailable}. */
    Uni<Optional<PublicKey>> find(String id) {
        PublicKey known = keys.get(id);
        if (known != null && clock.instant().isBefore(goodUntil)) {
            return Uni.createFrom().item(Optional.of(known));
        }
        Uni<Optional<PublicKey>> asked = fetch().map(fetched -> Optional.ofNullable(fetched.get(id)));
        return known == null ? asked : asked.onFailure().recoverWithItem(Optional.of(known));
    }

    private synchronized Uni<Map<String, PublicKey>> fetch() {
        if (latestFetch == null || !clock.instant().isBefore(nextFetch)) {
            nextFetch = clock.instant().plus(BETWEEN_FETCHES);
            latestFetch = source.keySet().map(this::adopt).memoize().indefinitely();
        }
        return latestFetch;
    }

    private Map<String, PublicKey> adopt(String keySet) {
        keys = parse(keySet);
        goodUntil = clock.instant().plus(FRESH);
        return keys;
    }

    private static Map<String, PublicKey> parse(String keySet) {
        Map<String, PublicKey> byId = new HashMap<>();
        try {
            for (JsonWebKey key : new JsonWebKeySet(keySet).getJsonWebKeys()) {
                if (key instanceof EllipticCurveJsonWebKey curve && key.getKeyId() != null) {
                    byId.put(key.getKeyId(), curve.getPublicKey());
                }
            }
        } catch (JoseException garbage) {
            throw new WaybillException(
                    ErrorCode.UNAVAILABLE,
                    "Nobody can be signed in right now: the gateway's keys make no sense.",
                    garbage);
        }
        return Map.copyOf(byId);
    }
}
