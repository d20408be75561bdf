package io.waybill.kit.tls;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * How this service shows other services who it is, and whom it takes for one: the TLS configuration {@value #NAME} of Quarkus'
 * registry, which is there in the profile {@code mtls}. Its files are read again at their reload period: connections that open from
 * then on use what they hold.
 */
@ApplicationScoped
public class ServiceTls {
    /** The name of the configuration. */
    public static final String NAME = "services";

    private static final Logger LOG = Logger.getLogger(ServiceTls.class);

    private final Optional<TlsConfiguration> tls;
    private final Collection<HttpClient> clients = new CopyOnWriteArrayList<>();

    /** Looks {@value #NAME} up. */
    public ServiceTls(TlsConfigurationRegistry registry) {
        tls = registry.get(NAME);
    }

    /** Whether services prove to each other who they are. */
    public boolean isMutual() {
        return tls.isPresent();
    }

    /**
     * A client for requests to other services, over TLS where their address is https: it checks their name, and shows its own
     * certificate if there is one.
     *
     * @param client everything but the options
     * @param options without TLS
     */
    public HttpClient open(HttpClientBuilder client, HttpClientOptions options) {
        tls.ifPresent(services -> TlsConfigUtils.configure(options, services));
        HttpClient opened = client.with(options).build();
        clients.add(opened);
        return opened;
    }

    void renewed(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(NAME)) {
            for (HttpClient client : clients) {
                client.updateSSLOptions(event.tlsConfiguration().getSSLOptions())
                        .onFailure(
                                broken -> LOG.error("The renewed certificate cannot be used; the old one is.", broken));
            }
        }
    }
}
