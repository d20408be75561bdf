package io.waybill.gateway.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.BearerToken;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Turns the credential of a request into a {@link Credential}: in microseconds when it was seen a moment ago. */
@ApplicationScoped
public class SignIn {
    private static final int MAX_TOKEN_CHARACTERS = 16 * 1024;

    private final OidcTokens tokens;
    private final CredentialCache cache;

    /** Verifies with {@code tokens} what {@code cache} does not know. */
    public SignIn(OidcTokens tokens, CredentialCache cache) {
        this.tokens = tokens;
        this.cache = cache;
    }

    /** Who sent {@code headers}; fails with {@code unauthenticated}, {@code forbidden} or {@code unavailable}. */
    public Future<Credential> signIn(MultiMap headers) {
        List<String> authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        String token = authorizations.size() == 1 ? BearerToken.in(authorizations.get(0)) : null;
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN_CHARACTERS) {
            return Future.failedFuture(new WaybillException(
                    ErrorCode.UNAUTHENTICATED, "Sign in: send one Authorization field with a Bearer access token."));
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
