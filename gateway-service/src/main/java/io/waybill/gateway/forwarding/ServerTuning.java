package io.waybill.gateway.forwarding;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Sizes that the speed of a byte depends on. With the defaults (8 KiB chunks, 64 KiB windows) the gateway is half as fast
 * and needs twice the CPU.
 */
@ApplicationScoped
public class ServerTuning implements HttpServerOptionsCustomizer {
    /** What is read from a socket at once. */
    static final int CHUNK_BYTES = 256 * 1024;

    /** Header fields of one message that are read at all; {@link HeaderLimits} refuses sooner and says why. */
    static final int MAX_HEADER_BYTES = 64 * 1024;

    /** What a client may send of a body that no service takes yet; it waits on the heap. */
    private static final int HTTP2_WINDOW_BYTES = 1024 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        tune(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        tune(options);
    }

    private static void tune(HttpServerOptions options) {
        options.setMaxChunkSize(CHUNK_BYTES)
                .setReceiveBufferSize(CHUNK_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2ConnectionWindowSize(HTTP2_WINDOW_BYTES);
        options.getInitialSettings()
                .setInitialWindowSize(HTTP2_WINDOW_BYTES)
                .setMaxFrameSize(CHUNK_BYTES)
                .setMaxHeaderListSize(MAX_HEADER_BYTES);
    }
}
