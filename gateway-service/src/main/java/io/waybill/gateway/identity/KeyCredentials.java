package io.waybill.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.KeyHolder;
import io.waybill.contracts.key.KeyQuestion;
import io.waybill.gateway.apikeys.ApiKeys;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/**
 * Credentials of API keys. Whether a key is good is asked anew for every request; what does not change about it is remembered,
 * so that no token is signed for each.
 */
@ApplicationScoped
public class KeyCredentials {
    private static final int REMEMBERED = 10_000;
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private final ApiKeys keys;
    private final Clock clock;
    private final Cache<KeyHolder, Credential> credentials;

    /** Asks {@code keys}. */
    public KeyCredentials(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        credentials = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(UNUSED)
                .build();
    }

    /** Whom {@code text} speaks for; fails as {@link ApiKeys#question} and {@link ApiKeys#find}. */
    Future<Credential> verify(String text) {
        KeyQuestion question;
        try {
            question = keys.question(text);
        } catch (WaybillException malformed) {
            return Future.failedFuture(malformed);
        }
        return keys.find(question).map(holder -> {
            if (!clock.instant().isBefore(holder.expiresAt())) {
                throw new WaybillException(ErrorCode.UNAUTHENTICATED, "This API key has expired. Make a new one.");
            }
            return credentials.get(holder, known -> credential(known, question));
        });
    }

    private static Credential credential(KeyHolder holder, KeyQuestion question) {
        Set<String> roles = holder.scopes().contains(Caller.ADMIN) ? Set.of("user", Caller.ADMIN) : Set.of("user");
        return new Credential(
                new Caller(
                        holder.owner(),
                        holder.ownerName(),
                        roles,
                        holder.scopes(),
                        "key " + holder.id(),
                        holder.id(),
                        holder.pathPrefix()),
                holder.expiresAt(),
                question);
    }
}
