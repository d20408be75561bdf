package io.waybill.gateway.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.kit.identity.BearerToken;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Turns the credential of a request into a {@link Credential}: in microseconds when it was seen a moment ago. */
@ApplicationScoped
public class SignIn {
    private static final String API_KEY = "X-API-Key";
    private static final int MAX_TOKEN_CHARACTERS = 16 * 1024;

    private final OidcTokens tokens;
    private final KeyCredentials keys;
    private final CredentialCache cache;

    /** Verifies with {@code tokens} what {@code cache} does not know, and with {@code keys} API keys. */
    public SignIn(OidcTokens tokens, KeyCredentials keys, CredentialCache cache) {
        this.tokens = tokens;
        this.keys = keys;
        this.cache = cache;
    }

    /** Who sent {@code headers}; fails with {@code unauthenticated}, {@code forbidden} or {@code unavailable}. */
    public Future<Credential> signIn(MultiMap headers) {
        List<String> authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        List<String> apiKeys = headers.getAll(API_KEY);
        if (!apiKeys.isEmpty()) {
            return apiKeys.size() == 1 && authorizations.isEmpty()
                    ? keys.verify(apiKeys.get(0).strip())
                    : Future.failedFuture(new WaybillException(
                            ErrorCode.UNAUTHENTICATED, "Send one credential: who you are must not be a guess."));
        }
        String token = authorizations.size() == 1 ? BearerToken.in(authorizations.get(0)) : null;
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN_CHARACTERS) {
            return Future.failedFuture(new WaybillException(
                    ErrorCode.UNAUTHENTICATED,
                    "Sign in: send one Authorization field with a Bearer access token or an API key."));
        }
        if (token.startsWith(ApiKeyText.PREFIX)) {
            return keys.verify(token);
        }
        TokenDigest digest = TokenDigest.of(token);
        Optional<Credential> known = cache.find(digest);
        return known.isPresent() ? Future.succeededFuture(known.get()) : verify(token, digest);
    }

    private Future<Credential> verify(String token, TokenDigest digest) {
        Promise<Credential> verified = Promise.promise();
        Uni<Credential> verification = tokens.verify(token).invoke(credential -> cache.remember(digest, credential));
        verification.subscribe().with(verified::complete, verified::fail);
        return verified.future();
    }
}
