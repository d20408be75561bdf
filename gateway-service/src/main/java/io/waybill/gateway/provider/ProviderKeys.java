package io.waybill.gateway.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The provider's public keys by their id. An unknown id is asked for, at most every 5 s; all are asked for again every ten minutes, so
 * that a withdrawn key ends.
 */
@ApplicationScoped
public class ProviderKeys {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final ProviderClient client;
    private final Clock clock;
    private Map<String, Key> keys = Map.of();
    private Instant asked = Instant.MIN;

    /** Asks with {@code client}. */
    public ProviderKeys(ProviderClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** @throws UnresolvableKeyException when the provider has no key of that name */
    synchronized Key find(String id) throws UnresolvableKeyException {
        Instant now = clock.instant();
        boolean old = now.isAfter(asked.plus(FRESH));
        if (old || (!keys.containsKey(id) && now.isAfter(asked.plus(BETWEEN)))) {
            keys = read(client.keySet());
            asked = now;
        }
        Key key = keys.get(id);
        if (key == null) {
            throw new UnresolvableKeyException("The provider has no key " + id + ".");
        }
        return key;
    }

    private static Map<String, Key> read(String keySet) throws UnresolvableKeyException {
        try {
            Map<String, Key> byId = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(keySet).getJsonWebKeys()) {
                if (key instanceof PublicJsonWebKey pair && key.getKeyId() != null && !"enc".equals(key.getUse())) {
                    byId.put(key.getKeyId(), pair.getPublicKey());
                }
            }
            return Map.copyOf(byId);
        } catch (JoseException nonsense) {
            throw new UnresolvableKeyException("The provider's keys make no sense.", nonsense);
        }
    }
}
