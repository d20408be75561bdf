package io.waybill.kit.identity;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Signs a REST or WebSocket request in by its {@code Authorization: Bearer} field. The {@link Caller} becomes the attribute
 * {@code caller} of the security identity. The gateway, which has its own ways to sign people in, turns it off with
 * {@code waybill.internal-identity=false}.
 */
@ApplicationScoped
@IfBuildProperty(name = "waybill.internal-identity", stringValue = "true", enableIfMissing = true)
public class InternalIdentityMechanism implements HttpAuthenticationMechanism {
    static final String CALLER = "caller";

    private final InternalTokens tokens;

    /** Signs in whoever {@code tokens} accepts. */
    public InternalIdentityMechanism(InternalTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return Uni.createFrom().nullItem();
        }
        return tokens.verify(BearerToken.in(authorization))
                .map(InternalIdentityMechanism::identity)
                .onFailure(InternalIdentityMechanism::isRefusal)
                .transform(AuthenticationFailedException::new);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.subject()))
                .addRoles(caller.roles())
                .addAttribute(CALLER, caller)
                .build();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof WaybillException known && known.code() == ErrorCode.UNAUTHENTICATED;
    }
}
