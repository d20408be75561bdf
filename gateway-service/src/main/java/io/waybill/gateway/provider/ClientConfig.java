package io.waybill.gateway.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The gateway as a client of the OpenID provider, to sign browsers in. */
@ConfigMapping(prefix = "waybill.sign-in")
public interface ClientConfig {
    /** The provider. */
    @WithDefault("${quarkus.oidc.auth-server-url}")
    URI issuer();

    /** The confidential client. */
    @WithDefault("waybill-gateway")
    String clientId();

    /** A file with the client's secret. Without it nobody can sign in with a browser; bearer tokens are taken all the same. */
    Optional<Path> clientSecretFile();
}
