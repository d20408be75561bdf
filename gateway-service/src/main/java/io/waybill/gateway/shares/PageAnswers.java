package io.waybill.gateway.shares;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.ShareToken;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.UnreadBody;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers with pages, where a browser asks; others are answered with the problem that a failure is. */
@ApplicationScoped
public class PageAnswers {
    private final Answers answers;
    private final UnreadBody unread;

    /** Answers programs with {@code answers}. */
    public PageAnswers(Answers answers, UnreadBody unread) {
        this.answers = answers;
        this.unread = unread;
    }

    /** Says on every answer below a link what keeps the link to whoever has it. */
    void protect(Exchange exchange) {
        exchange.response()
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Robots-Tag", "noindex, nofollow, noarchive");
    }

    /** Answers with {@code page}. Does nothing for a client that has left. */
    void show(Exchange exchange, int status, LinkPage page) {
        HttpServerResponse response = exchange.response();
        if (exchange.isClientGone() || response.ended()) {
            return;
        }
        Buffer bytes = Buffer.buffer(page.html());
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", LinkPage.POLICY);
        unread.announce(exchange.request());
        if (HttpMethod.HEAD.equals(exchange.request().method())) {
            response.end();
        } else {
            response.end(bytes);
        }
        unread.drop(exchange.request());
    }

    /** Answers with {@code failure}. Without the password a browser is led to where it is asked for it. */
    void fail(Exchange exchange, ShareToken token, Throwable failure) {
        if (!(failure instanceof WaybillException known) || exchange.response().headWritten()) {
            answers.problem(exchange, failure);
            return;
        }
        if (known.code() == ErrorCode.TOO_MANY_ATTEMPTS) {
            exchange.response()
                    .putHeader(
                            HttpHeaders.RETRY_AFTER,
                            String.valueOf(known.fields().getOrDefault("retryAfter", 1)));
        }
        boolean asks = known.code() == ErrorCode.SHARE_PASSWORD || known.code() == ErrorCode.TOO_MANY_ATTEMPTS;
        if (!Visit.wantsPage(exchange)) {
            if (known.code() == ErrorCode.SHARE_PASSWORD) {
                exchange.response().putHeader("WWW-Authenticate", "Basic realm=\"link\", charset=\"UTF-8\"");
            }
            answers.problem(exchange, known);
        } else if (!asks || token == null) {
            show(exchange, known.code().status(), LinkPage.of(known, exchange.id()));
        } else if (HttpMethod.POST.equals(exchange.request().method())) {
            int status = known.code() == ErrorCode.SHARE_PASSWORD
                    ? 403
                    : known.code().status();
            show(exchange, status, LinkPage.asking(token, known.getMessage()));
        } else {
            answers.redirect(exchange, token.path());
        }
    }
}
