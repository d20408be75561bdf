package io.waybill.gateway.identity;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Verifies access tokens of the OpenID provider: signature by one of its published keys, issuer, audience {@code waybill},
 * time. Known keys go on being trusted while the provider is away.
 */
@ApplicationScoped
public class OidcTokens {
    private static final Logger LOG = Logger.getLogger(OidcTokens.class);
    private static final Set<String> ROLES = Set.of("user", Caller.ADMIN);
    private static final Set<String> SCOPES = Set.of("read", "write");

    private final TenantIdentityProvider provider;

    /** Verifies with {@code provider}. */
    public OidcTokens(TenantIdentityProvider provider) {
        this.provider = provider;
    }

    /**
     * Whom {@code token} speaks for.
     *
     * <p>Fails with {@code unauthenticated} for a token that is not valid here, {@code forbidden} for a person without a role
     * in Waybill, and {@code unavailable} when that cannot be told because the provider is away.
     */
    public Uni<Credential> verify(String token) {
        if (!TokenShape.isPlausible(token)) {
            return Uni.createFrom().failure(refused(null));
        }
        return Uni.createFrom()
                .deferred(() -> provider.authenticate(new AccessTokenCredential(token)))
                .map(OidcTokens::credential)
                .onFailure(failure -> !(failure instanceof WaybillException))
                .transform(OidcTokens::failure);
    }

    private static Credential credential(SecurityIdentity identity) {
        JsonWebToken token = (JsonWebToken) identity.getPrincipal();
        Set<String> roles =
                identity.getRoles().stream().filter(ROLES::contains).collect(Collectors.toUnmodifiableSet());
        if (token.getSubject() == null) {
            throw refused(null);
        }
        if (roles.isEmpty()) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN,
                    "This account has no role in Waybill: ask an administrator for the role 'user'.");
        }
        String name = token.getClaim("preferred_username");
        String client = token.getClaim("azp");
        return new Credential(
                new Caller(token.getSubject(), name == null ? token.getSubject() : name, roles, SCOPES, client),
                Instant.ofEpochSecond(token.getExpirationTime()));
    }

    private static WaybillException failure(Throwable cause) {
        if (isProviderAway(cause)) {
            LOG.warnf("A token cannot be verified: the OpenID provider is away (%s).", cause.getMessage());
            return new WaybillException(
                    ErrorCode.UNAVAILABLE,
                    "Nobody new can be signed in right now: the sign-in service is away.",
                    cause);
        }
        LOG.debugf(cause, "A token was refused.");
        return refused(cause);
    }

    private static boolean isProviderAway(Throwable failure) {
        boolean judged = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OIDCException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof VertxException) {
                return true;
            }
            judged |= cause instanceof AuthenticationFailedException;
        }
        return !judged;
    }

    static WaybillException refused(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAUTHENTICATED, "The access token is not valid here, or no longer. Sign in again.", cause);
    }
}
