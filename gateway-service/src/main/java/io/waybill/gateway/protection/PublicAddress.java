package io.waybill.gateway.protection;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Where browsers find this gateway: configured, never taken from what a request says ({@code Host} is the sender's to
 * choose).
 */
@Startup
@ApplicationScoped
public class PublicAddress {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private final URI url;

    /**
     * The address in {@code config}.
     *
     * @throws IllegalStateException when it is no origin, or is plain http to another machine; its message says what to change
     */
    @Inject
    public PublicAddress(PublicConfig config) {
        this(config.url());
    }

    PublicAddress(URI url) {
        boolean isOrigin = url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()));
        if (!isOrigin) {
            throw new IllegalStateException("waybill.public.url is '" + url
                    + "'. It must be a scheme, a host and maybe a port, such as https://files.example.org.");
        }
        if ("http".equals(url.getScheme()) && !isThisMachine(url.getHost())) {
            throw new IllegalStateException("waybill.public.url is '" + url
                    + "'. People sign in there: it must begin with https, or be an address of this machine.");
        }
        this.url = url;
    }

    /** For the proxy of the container. */
    protected PublicAddress() {
        url = null;
    }

    /** Whether browsers come over TLS. */
    public boolean isSecure() {
        return "https".equals(url.getScheme());
    }

    /** What a browser sends as {@code Origin} from our own pages. */
    public String origin() {
        boolean usual = url.getPort() < 0 || url.getPort() == (isSecure() ? 443 : 80);
        return url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
    }

    /** The address of {@code path}, which begins with a slash. */
    public String at(String path) {
        return origin() + path;
    }

    /** Whether {@code host} is another name of this machine than the one we are known by, so that cookies would not follow. */
    public boolean isMisnamedBy(String host) {
        return isThisMachine(url.getHost())
                && isThisMachine(host)
                && !url.getHost().equalsIgnoreCase(host);
    }

    private static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    }
}
