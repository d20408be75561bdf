package io.waybill.kit.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.tls.ServiceTls;
import java.net.URI;

/** Reads the gateway's key set over HTTP: at most 64 KiB, within 3 s. */
final class GatewayKeySource implements KeySource {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 3_000;

    private final HttpClient client;
    private final String address;

    GatewayKeySource(Vertx vertx, ServiceTls tls, URI gateway) {
        client = tls.open(
                vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(1)),
                new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
        address = gateway.toString().replaceAll("/+$", "") + "/.well-known/jwks.json";
    }

    @Override
    public Uni<String> keySet() {
        return Uni.createFrom()
                .completionStage(() -> fetch().toCompletionStage())
                .onFailure()
                .transform(cause -> new WaybillException(
                        ErrorCode.UNAVAILABLE,
                        "Nobody can be signed in right now: the gateway's keys cannot be read.",
                        cause));
    }

    private Future<String> fetch() {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(address)
                        .setTimeout(TIMEOUT_MILLIS))
                .compose(request -> request.send().compose(GatewayKeySource::body));
    }

    private static Future<String> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture("The gateway answered " + response.statusCode() + " instead of its keys.");
        }
        Buffer received = Buffer.buffer();
        response.handler(chunk -> {
            received.appendBuffer(chunk);
            if (received.length() > MAX_BYTES) {
                response.request().reset();
            }
        });
        return response.end().map(end -> received.toString());
    }
}
