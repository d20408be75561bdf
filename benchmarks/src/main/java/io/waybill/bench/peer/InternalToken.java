package io.waybill.bench.peer;

import io.waybill.bench.http.Connection;
import io.waybill.stack.ServiceProcess;
import io.waybill.stack.Stack;
import io.waybill.stack.StackException;
import io.waybill.stack.process.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The credential that the gateway makes for services, so that another proxy can be tried in its place: a gateway of its own
 * is pointed at a socket that reads what a service would be sent.
 */
final class InternalToken implements Supplier<String> {
    private static final Duration FRESH = Duration.ofSeconds(20);

    private final Token outer;
    private final int tap;
    private final ServiceProcess gateway;
    private String value;
    private long since;

    InternalToken(Stack stack, Token outer) {
        this.outer = outer;
        this.tap = Ports.free();
        this.gateway = stack.startReplica("gateway-service", Map.of("WAYBILL_TRANSFER_URL", "http://127.0.0.1:" + tap));
    }

    @Override
    public synchronized String get() {
        if (value == null || System.nanoTime() - since > FRESH.toNanos()) {
            value = fresh();
            since = System.nanoTime();
        }
        return value;
    }

    private String fresh() {
        try (ServerSocket service = new ServerSocket(tap, 1, InetAddress.getLoopbackAddress());
                Connection client = new Connection(gateway.port())) {
            CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> receive(service));
            client.exchange("GET /api/uploads", null, "Authorization", outer.get())
                    .require("The tap", 200);
            return seen.join();
        } catch (IOException | CompletionException broken) {
            throw new StackException("The gateway's internal token cannot be had: " + broken.getMessage(), broken);
        }
    }

    private static String receive(ServerSocket service) {
        try (Socket gateway = service.accept()) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(gateway.getInputStream(), StandardCharsets.ISO_8859_1));
            String credential = "";
            for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                if (line.regionMatches(true, 0, "authorization:", 0, 14)) {
                    credential = line.substring(14).trim();
                }
            }
            gateway.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"
                            .getBytes(StandardCharsets.ISO_8859_1));
            return credential;
        } catch (IOException broken) {
            throw new CompletionException(broken);
        }
    }
}
