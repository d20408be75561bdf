package io.waybill.gateway.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.contracts.key.KeyHolder;
import io.waybill.contracts.key.KeyQuestion;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whom API keys speak for. One question is asked for all requests of a key within half a second, refusals included; every
 * request is decided by a question that was asked at most that long before it came, however slow the answer. So a key that is
 * revoked anywhere ends everywhere in time, and no message of it can be lost. Keys are remembered by their digest.
 */
@ApplicationScoped
public class ApiKeys {
    private final AskKeys ask;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final Cache<KeyQuestion, Future<KeyHolder>> answers;

    /** Asks with {@code ask}. */
    public ApiKeys(AskKeys ask, KeyConfig config, MeterRegistry meters, Vertx vertx) {
        this.ask = ask;
        this.meters = meters;
        this.vertx = vertx;
        answers = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterWrite(config.remember())
                .build();
    }

    /**
     * What {@code text} asks metadata-service.
     *
     * @throws WaybillException {@code unauthenticated} when it cannot be a key of Waybill: nobody is asked
     */
    public KeyQuestion question(String text) {
        ApiKeyText key = ApiKeyText.parse(text).orElseThrow(() -> {
            meters.counter("waybill.gateway.keys.malformed").increment();
            return new WaybillException(
                    ErrorCode.UNAUTHENTICATED,
                    "This is no API key of Waybill, or a character of it was lost: copy it again.");
        });
        return new KeyQuestion(key.id(), key.digest());
    }

    /**
     * Whom the key speaks for; completed on the caller's context. Fails with {@code unauthenticated}, {@code busy} or
     * {@code unavailable}.
     */
    public Future<KeyHolder> find(KeyQuestion question) {
        Future<KeyHolder> answer = answers.get(question, asked -> {
            meters.counter("waybill.gateway.keys.asked").increment();
            return ask.ask(asked);
        });
        if (answer.succeeded()) {
            return Future.succeededFuture(answer.result());
        }
        Context mine = vertx.getOrCreateContext();
        Promise<KeyHolder> here = Promise.promise();
        answer.onComplete(over -> mine.runOnContext(now -> here.handle(over)));
        return here.future();
    }
}
