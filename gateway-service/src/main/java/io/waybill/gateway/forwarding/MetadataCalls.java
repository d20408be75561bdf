package io.waybill.gateway.forwarding;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.waybill.kit.tls.ServiceTls;
import java.io.IOException;
import java.net.URI;

/** Questions of the gateway itself to metadata-service, in JSON; not what it forwards. Each asker has connections of its own. */
public final class MetadataCalls {
    private static final int CONNECT_MILLIS = 3_000;

    private final HttpClient client;
    private final String address;
    private final ObjectMapper json;

    /**
     * Opens nothing yet.
     *
     * @param connections the most questions asked at once
     * @param waiting the most that wait for that; further ones fail with {@code ConnectionPoolTooBusyException}
     */
    public MetadataCalls(Vertx vertx, ServiceTls tls, URI metadata, int connections, int waiting, ObjectMapper json) {
        client = tls.open(
                vertx.httpClientBuilder()
                        .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(waiting)),
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
        address = metadata.toString().replaceAll("/+$", "");
        this.json = json;
    }

    /** A request for {@code target} that has {@code timeoutMillis} for everything; nothing is sent yet. */
    public Future<HttpClientRequest> ask(HttpMethod method, String target, int timeoutMillis) {
        return client.request(new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address + target)
                .setTimeout(timeoutMillis));
    }

    /** {@code question} in JSON. */
    public Buffer write(Object question) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(question));
        } catch (IOException impossible) {
            throw new IllegalStateException("A question that is no JSON.", impossible);
        }
    }

    /** What {@code body} says in JSON. */
    public <T> T read(Buffer body, Class<T> type) throws IOException {
        return json.readValue(body.getBytes(), type);
    }
}
