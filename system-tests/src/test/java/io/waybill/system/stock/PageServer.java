package io.waybill.system.stock;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A site of somebody else: serves pages from an origin that is not the gateway's. */
final class PageServer implements AutoCloseable {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css",
            "mjs", "text/javascript",
            "txt", "text/plain");

    private final Map<String, Supplier<String>> pages = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** An empty site. */
    PageServer() {
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Supplier<String> page = pages.get(path);
            try (exchange) {
                if (page == null) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
                String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/plain");
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** Shows {@code page} at {@code path}, asked for anew each time. */
    PageServer show(String path, Supplier<String> page) {
        pages.put(path, page);
        return this;
    }

    /** What a browser calls the origin of its pages. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
