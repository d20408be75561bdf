package io.waybill.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Remembers verified credentials, each until it expires or its time is up, whichever is first. Bounded. */
@ApplicationScoped
public class CredentialCache {
    private final Clock clock;
    private final Cache<TokenDigest, Credential> credentials;

    /** Remembers as much as {@code config} allows. */
    public CredentialCache(IdentityConfig config, Clock clock) {
        this.clock = clock;
        credentials = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfter(Expiry.<TokenDigest, Credential>creating((token, credential) -> {
                    Duration ownLife = Duration.between(clock.instant(), credential.goodUntil());
                    return ownLife.compareTo(config.remember()) < 0 ? ownLife : config.remember();
                }))
                .build();
    }

    Optional<Credential> find(TokenDigest token) {
        return Optional.ofNullable(credentials.getIfPresent(token))
                .filter(credential -> clock.instant().isBefore(credential.goodUntil()));
    }

    void remember(TokenDigest token, Credential credential) {
        credentials.put(token, credential);
    }
}
