package io.waybill.gateway.shares;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.GrantQuestion;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareQuestion;
import io.waybill.contracts.share.ShareToken;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Which shares links are, and what is shared with whom. One question is asked for all requests of a link within half a second, refusals included; every request
 * is decided by a question that was asked at most that long before it came. So a link that is revoked anywhere ends everywhere in
 * time. Links are remembered by their digests.
 */
@ApplicationScoped
public class Links {
    private final AskShares ask;
    private final Vertx vertx;
    private final Cache<Record, Future<OpenShare>> answers;

    /** Asks with {@code ask}. */
    public Links(AskShares ask, LinkConfig config, Vertx vertx) {
        this.ask = ask;
        this.vertx = vertx;
        answers = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterWrite(config.remember())
                .build();
    }

    /** The share; completed on the caller's context. Fails as {@link AskShares#find(ShareQuestion)}. */
    Future<OpenShare> find(ShareQuestion question) {
        return find(question, () -> ask.find(question));
    }

    /** What is shared with somebody; completed on the caller's context. Fails as {@link AskShares#find(GrantQuestion)}. */
    Future<OpenShare> find(GrantQuestion question) {
        return find(question, () -> ask.find(question));
    }

    private Future<OpenShare> find(Record question, Supplier<Future<OpenShare>> unknown) {
        Future<OpenShare> answer = answers.get(question, asked -> unknown.get());
        if (answer.succeeded()) {
            return Future.succeededFuture(answer.result());
        }
        Context mine = vertx.getOrCreateContext();
        Promise<OpenShare> here = Promise.promise();
        answer.onComplete(over -> mine.runOnContext(now -> here.handle(over)));
        return here.future();
    }

    /** Asks again about a share that was good: fails when it has ended since, or its password was changed. */
    Future<OpenShare> stillGood(ShareToken token, OpenShare before) {
        return find(new ShareQuestion(token.digest())).map(now -> {
            if (now.passwordEpoch() != before.passwordEpoch()) {
                throw new WaybillException(ErrorCode.SHARE_ENDED, "The password was changed.");
            }
            return now;
        });
    }
}
