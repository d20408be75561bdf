package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.SharePassword;
import io.waybill.gateway.protection.CrossSiteGuard;
import io.waybill.gateway.websession.SmallForm;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Finds out whether somebody may go on who has a link with a password: a browser by the cookie that its form left, a program by
 * {@code Authorization: Basic} (RFC 7617) with any name.
 */
@ApplicationScoped
public class LinkPasswords {
    private static final String BASIC = "Basic ";

    private final AskShares ask;
    private final LinkCookies cookies;
    private final CrossSiteGuard guard;

    /** Asks {@code ask}. */
    public LinkPasswords(AskShares ask, LinkCookies cookies, CrossSiteGuard guard) {
        this.ask = ask;
        this.cookies = cookies;
        this.guard = guard;
    }

    /** Completes when they may. Fails with {@code share_password}, {@code too_many_attempts}, {@code busy} or {@code unavailable}. */
    Future<Void> require(Visit visit) {
        HttpServerRequest request = visit.exchange().request();
        OpenShare share = visit.share();
        if (share.passwordEpoch() == 0 || cookies.opens(request.headers(), share)) {
            return Future.succeededFuture();
        }
        String sent = basic(request.getHeader(HttpHeaders.AUTHORIZATION));
        return sent == null
                ? Future.failedFuture(new WaybillException(
                        ErrorCode.SHARE_PASSWORD,
                        "Open the link in a browser, or send the password as Authorization: Basic with any name."))
                : ask.password(new SharePassword(share.id(), sent), visit.exchange());
    }

    /** Takes the form of the page; the cookie is on the answer when it completes. Fails as {@link #require}, and with {@code cross_site}. */
    Future<Void> take(Visit visit) {
        HttpServerRequest request = visit.exchange().request();
        guard.checkForm(request);
        return SmallForm.field(request, "password")
                .compose(
                        password -> ask.password(new SharePassword(visit.share().id(), password), visit.exchange()))
                .onSuccess(right -> visit.exchange()
                        .response()
                        .headers()
                        .add(HttpHeaders.SET_COOKIE, cookies.open(visit.share(), visit.token())));
    }

    private static String basic(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] both = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String pair = new String(both, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
