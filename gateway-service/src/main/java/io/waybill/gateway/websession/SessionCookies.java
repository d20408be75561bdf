package io.waybill.gateway.websession;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.waybill.gateway.protection.PublicAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cookies of this gateway (RFC 6265bis): {@code HttpOnly}, {@code SameSite=Lax}, and over TLS {@code Secure} with a name that begins with
 * {@code __Host-}, so that no neighbour of our host can set one. On this machine's plain http browsers take no such name, and the
 * cookies go without it.
 */
@ApplicationScoped
public class SessionCookies {
    private static final String SESSION = "waybill-session";
    private static final String SIGN_IN = "waybill-sign-in-";

    private final boolean secure;

    /** As secure as {@code address}. */
    public SessionCookies(PublicAddress address) {
        secure = address.isSecure();
    }

    /** What the session's cookie in {@code headers} holds; empty when there is none, or more than one. */
    public Optional<String> session(MultiMap headers) {
        return only(headers, prefixed(SESSION));
    }

    /** A {@code Set-Cookie} for a session, which the browser forgets when it is closed. */
    String session(String value) {
        return cookie(SESSION, value);
    }

    /** A {@code Set-Cookie} that takes the session's cookie away. */
    String noSession() {
        return cookie(SESSION, "") + "; Max-Age=0";
    }

    /** What was noted in the browser when the sign-in with {@code state} began. */
    Optional<String> signIn(MultiMap headers, String state) {
        return only(headers, prefixed(signInName(state)));
    }

    /** A {@code Set-Cookie} that notes a sign-in for {@code life}: one for each, so that two may be under way. */
    String signIn(String state, String value, Duration life) {
        return cookie(signInName(state), value) + "; Max-Age=" + life.toSeconds();
    }

    /** A {@code Set-Cookie} that takes it away again. */
    String noSignIn(String state) {
        return cookie(signInName(state), "") + "; Max-Age=0";
    }

    private static String signInName(String state) {
        return SIGN_IN + state.substring(0, Math.min(8, state.length()));
    }

    private String cookie(String name, String value) {
        return prefixed(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    private String prefixed(String name) {
        return secure ? "__Host-" + name : name;
    }

    private static Optional<String> only(MultiMap headers, String name) {
        List<String> found = new ArrayList<>();
        for (String header : headers.getAll(HttpHeaders.COOKIE)) {
            for (String cookie : header.split(";", -1)) {
                int equals = cookie.indexOf('=');
                if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
                    found.add(cookie.substring(equals + 1).strip());
                }
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
