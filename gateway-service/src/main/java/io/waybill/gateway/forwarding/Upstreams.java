package io.waybill.gateway.forwarding;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.waybill.gateway.routing.Destination;
import io.waybill.kit.tls.ServiceTls;
import io.waybill.kit.wire.ReadBudget;
import io.waybill.kit.wire.ReadSize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;

/** Connections to the services: HTTP/1.1, kept alive, never more than configured. */
@ApplicationScoped
public class Upstreams {
    private final Map<Destination, URI> addresses;
    private final HttpClient requests;
    private final HttpClient sockets;

    /** Opens nothing yet. */
    @Inject
    public Upstreams(
            Vertx vertx,
            ServiceTls tls,
            UpstreamConfig config,
            TransferAddress transfer,
            MetadataAddress metadata,
            NotificationAddress notification) {
        addresses = Map.of(
                Destination.TRANSFER, transfer.url(),
                Destination.METADATA, metadata.url(),
                Destination.NOTIFICATION, notification.url());
        requests = tls.open(
                vertx.httpClientBuilder()
                        .with(pool(config, config.connections()))
                        .withConnectHandler(opened -> ReadSize.fit(opened, ReadBudget.DIRECT)),
                options(config));
        sockets = tls.open(vertx.httpClientBuilder().with(pool(config, config.sockets())), options(config));
    }

    /** For the proxy of the container. */
    protected Upstreams() {
        addresses = Map.of();
        requests = null;
        sockets = null;
    }

    /** A request to {@code destination} for {@code target} with the method of {@code in}; nothing is sent yet. */
    Future<HttpClientRequest> request(Destination destination, HttpServerRequest in, String target) {
        return requests.request(options(destination, in).setURI(target));
    }

    /** The same over a connection that will become a WebSocket. What is asked with is the gateway's: a ticket goes no further. */
    Future<HttpClientRequest> socket(Destination destination, HttpServerRequest in) {
        return sockets.request(options(destination, in).setURI(in.path()));
    }

    private RequestOptions options(Destination destination, HttpServerRequest in) {
        URI address = addresses.get(destination);
        boolean tls = "https".equals(address.getScheme());
        return new RequestOptions()
                .setMethod(in.method())
                .setSsl(tls)
                .setHost(address.getHost())
                .setPort(address.getPort() < 0 ? (tls ? 443 : 80) : address.getPort());
    }

    private static PoolOptions pool(UpstreamConfig config, int connections) {
        return new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(config.waiting());
    }

    private static HttpClientOptions options(UpstreamConfig config) {
        return new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setMaxChunkSize(ServerTuning.CHUNK_BYTES)
                .setReceiveBufferSize(ServerTuning.CHUNK_BYTES)
                .setMaxHeaderSize(ServerTuning.MAX_HEADER_BYTES);
    }
}
