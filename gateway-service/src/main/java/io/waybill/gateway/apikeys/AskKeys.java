package io.waybill.gateway.apikeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.KeyHolder;
import io.waybill.contracts.key.KeyQuestion;
import io.waybill.gateway.forwarding.MetadataAddress;
import io.waybill.gateway.forwarding.MetadataCalls;
import io.waybill.kit.identity.ServiceCredential;
import io.waybill.kit.tls.ServiceTls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/** Asks metadata-service whose key it is: with its digest, so that the key itself goes no further than this process. */
@ApplicationScoped
public class AskKeys {
    private static final int TIMEOUT_MILLIS = 3_000;

    private final MetadataCalls metadata;
    private final ServiceCredential credential;

    /** Asks the service at {@code address}. */
    public AskKeys(
            Vertx vertx,
            ServiceTls tls,
            MetadataAddress address,
            KeyConfig config,
            ServiceCredential credential,
            ObjectMapper json) {
        metadata = new MetadataCalls(vertx, tls, address.url(), config.connections(), config.waiting(), json);
        this.credential = credential;
    }

    /** Whom the key speaks for now. Fails with {@code unauthenticated}, {@code busy} or {@code unavailable}. */
    Future<KeyHolder> ask(KeyQuestion question) {
        return metadata.ask(HttpMethod.POST, "/internal/keys/check", TIMEOUT_MILLIS)
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, credential.authorization())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .send(metadata.write(question)))
                .compose(this::holder)
                .recover(failure -> Future.failedFuture(failure(failure)));
    }

    private Future<KeyHolder> holder(HttpClientResponse answer) {
        return answer.body().map(body -> {
            if (answer.statusCode() == 200) {
                return read(body);
            }
            throw answer.statusCode() == 401 ? refusal(body) : away(null);
        });
    }

    private KeyHolder read(Buffer body) {
        try {
            return metadata.read(body, KeyHolder.class);
        } catch (IOException broken) {
            throw away(broken);
        }
    }

    private static WaybillException refusal(Buffer body) {
        try {
            JsonObject problem = new JsonObject(body);
            if (ErrorCode.UNAUTHENTICATED.code().equals(problem.getString("code"))
                    && problem.getString("detail") != null) {
                return new WaybillException(ErrorCode.UNAUTHENTICATED, problem.getString("detail"));
            }
        } catch (RuntimeException noProblem) {
            return away(noProblem);
        }
        return away(null);
    }

    private static WaybillException failure(Throwable cause) {
        if (cause instanceof WaybillException known) {
            return known;
        }
        return cause instanceof ConnectionPoolTooBusyException
                ? new WaybillException(ErrorCode.BUSY, "Too many API keys are being looked up: try again in a moment.")
                : away(cause);
    }

    private static WaybillException away(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE, "API keys cannot be checked right now: try again in a moment.", cause);
    }
}
