package io.waybill.transfer.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lets the network be read in pieces of 256 KiB: with the default of 8 KiB, half the throughput is gone. {@link SmallReads} says
 * when they are smaller.
 */
@ApplicationScoped
public class ChunkOptions implements HttpServerOptionsCustomizer {
    private static final int CHUNK_BYTES = 256 << 10;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        tune(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        tune(options);
    }

    private static void tune(HttpServerOptions options) {
        options.setMaxChunkSize(CHUNK_BYTES).setReceiveBufferSize(CHUNK_BYTES);
    }
}
