package io.waybill.gateway.entry;

import io.waybill.gateway.protection.PublicAddress;
import io.waybill.kit.danger.Danger;
import io.waybill.kit.danger.DangerCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whom the door would believe although anybody on the line could be speaking. */
@ApplicationScoped
class DoorDangers implements DangerCheck {
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String issuer;
    private final List<String> origins;
    private final boolean secure;

    @Inject
    DoorDangers(
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer,
            CrossOriginConfig pages,
            PublicAddress address) {
        this(issuer, pages.origins().orElse(List.of()), address.isSecure());
    }

    DoorDangers(String issuer, List<String> origins, boolean secure) {
        this.issuer = issuer;
        this.origins = origins;
        this.secure = secure;
    }

    @Override
    public Stream<Danger> find() {
        Stream<Danger> plainIssuer = issuer.toLowerCase(Locale.ROOT).startsWith("https://")
                ? Stream.empty()
                : Stream.of(
                        new Danger(
                                "plain-issuer",
                                "WAYBILL_ISSUER is not an https address: who is on the line to it can sign anybody in. Use https."));
        Stream<Danger> plainPages = origins.stream()
                .filter(DoorDangers::isPlain)
                .limit(1)
                .map(
                        origin -> new Danger(
                                "plain-origin",
                                "WAYBILL_CORS_ORIGINS holds " + origin
                                        + ", which is not https: who is on the line to that page can act for its users. Use https."));
        Stream<Danger> plainAddress = secure
                ? Stream.empty()
                : Stream.of(new Danger(
                        "plain-public-url",
                        "WAYBILL_PUBLIC_URL is missing or an address of this machine: nobody else can sign in with a browser."
                                + " Set the https address that people use."));
        return Stream.of(plainIssuer, plainPages, plainAddress).flatMap(found -> found);
    }

    private static boolean isPlain(String origin) {
        return origin.startsWith("http://")
                && !OWN_MACHINE.contains(String.valueOf(URI.create(origin).getHost()));
    }
}
