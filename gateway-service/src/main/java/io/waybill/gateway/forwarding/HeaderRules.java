package io.waybill.gateway.forwarding;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which header fields pass. Fields about one connection (RFC 9110 §7.6.1) and those that {@code Connection} names end
 * here in both directions; what a client says about who it is, or where it came through, never reaches a service.
 */
final class HeaderRules {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Said anew by the gateway, or for the gateway only. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "expect",
            "authorization",
            "x-api-key",
            "cookie",
            "forwarded",
            "x-request-id",
            "x-real-ip",
            "x-client-ip",
            "x-original-uri",
            "x-original-url",
            "x-rewrite-url",
            "x-remote-user");

    /** What the gateway says on every answer, whatever a service says, and what nobody needs to know. */
    private static final Set<String> SAID_ONCE =
            Set.of("x-request-id", "x-content-type-options", "referrer-policy", "strict-transport-security", "server");

    private static final Set<String> OUR_PREFIXES = Set.of("x-forwarded-", "x-waybill-", "x-auth-request-");

    private HeaderRules() {}

    /** Copies what a client may tell a service. */
    static void copyRequest(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !OURS.contains(name) && !named.contains(name) && !hasOurPrefix(name)) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /**
     * Copies what a service may tell a client; its {@code Content-Length} included. A policy of its own (CSP) stands beside the
     * gateway's, and browsers obey both; what it says about caches stands alone.
     */
    static void copyResponse(MultiMap from, MultiMap to) {
        if (from.contains(HttpHeaders.CACHE_CONTROL)) {
            to.remove(HttpHeaders.CACHE_CONTROL);
        }
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !named.contains(name)
                    && !SAID_ONCE.contains(name)
                    && !name.equals("set-cookie")) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    private static boolean hasOurPrefix(String name) {
        return OUR_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        if (!headers.contains(HttpHeaders.CONNECTION)) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                named.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
