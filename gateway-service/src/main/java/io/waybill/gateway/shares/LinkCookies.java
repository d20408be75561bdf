package io.waybill.gateway.shares;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareToken;
import io.waybill.gateway.identity.KeyVault;
import io.waybill.gateway.protection.PublicAddress;
import io.waybill.kit.identity.ServiceKey;
import io.waybill.kit.identity.ServiceKeyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a browser keeps after the password of a link was right: a cookie for that link alone ({@code Path}), {@code HttpOnly},
 * {@code SameSite=Strict}, sealed, good for a bounded time and for one password.
 */
@ApplicationScoped
public class LinkCookies {
    private static final String NAME = "waybill-link";
    private static final int BYTES = Long.BYTES + Integer.BYTES;

    private final KeyVault vault;
    private final Clock clock;
    private final Duration life;
    private final boolean secure;

    /** Seals with a key that is derived from the secret in {@code secretFile}. */
    @Inject
    public LinkCookies(ServiceKeyFile secretFile, LinkConfig config, PublicAddress address, Clock clock) {
        this(new ServiceKey(secretFile).secret(), config.passwordLife(), address.isSecure(), clock);
    }

    LinkCookies(byte[] secret, Duration life, boolean secure, Clock clock) {
        vault = new KeyVault(secret, "waybill gateway link passwords 1");
        this.life = life;
        this.secure = secure;
        this.clock = clock;
    }

    /** For the proxy of the container. */
    protected LinkCookies() {
        vault = null;
        clock = null;
        life = null;
        secure = false;
    }

    /** A {@code Set-Cookie} that opens {@code share} at its link. */
    String open(OpenShare share, ShareToken token) {
        ByteBuffer says = ByteBuffer.allocate(BYTES)
                .putLong(clock.instant().plus(life).getEpochSecond())
                .putInt(share.passwordEpoch());
        byte[] sealed = vault.seal(share.id().toString(), says.array());
        return name() + "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed) + "; Path=" + token.path()
                + "; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    /** Whether {@code headers} have a cookie that opens {@code share} now. */
    boolean opens(MultiMap headers, OpenShare share) {
        List<String> found = values(headers);
        return found.size() == 1 && isGood(found.get(0), share);
    }

    private boolean isGood(String value, OpenShare share) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(value.getBytes(StandardCharsets.ISO_8859_1));
            ByteBuffer says = ByteBuffer.wrap(vault.open(share.id().toString(), sealed));
            return says.remaining() == BYTES
                    && clock.instant().isBefore(Instant.ofEpochSecond(says.getLong()))
                    && says.getInt() == share.passwordEpoch();
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return false;
        }
    }

    private List<String> values(MultiMap headers) {
        List<String> found = new ArrayList<>();
        for (String header : headers.getAll(HttpHeaders.COOKIE)) {
            for (String cookie : header.split(";", -1)) {
                int equals = cookie.indexOf('=');
                if (equals > 0 && cookie.substring(0, equals).strip().equals(name())) {
                    found.add(cookie.substring(equals + 1).strip());
                }
            }
        }
        return found;
    }

    private String name() {
        return secure ? "__Secure-" + NAME : NAME;
    }
}
