package io.waybill.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Very many connections that each begin a request and send a byte of its head now and then (slow-loris). Whoever is let go comes
 * back at once, so that there are always as many.
 */
public final class SlowCrowd implements AutoCloseable {
    private static final byte[] HEAD =
            "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);

    private static final long ROUND_MILLIS = 3_000;
    private static final int TURNS = 100;
    private static final long JOIN_MILLIS = 30_000;

    private final int port;
    private final SocketChannel[] connections;
    private final Thread thread;
    private volatile boolean over;
    private volatile IOException broken;
    private final AtomicInteger comebacks = new AtomicInteger();

    /** Opens {@code count} connections to 127.0.0.1. */
    public SlowCrowd(int port, int count) throws IOException {
        this.port = port;
        connections = new SocketChannel[count];
        for (int i = 0; i < count; i++) {
            connections[i] = begin();
        }
        thread = new Thread(this::dribble, "slow-crowd");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * How often one of them was let go and came back.
     *
     * @throws IOException when one could not come back: there are not as many as there should be
     */
    public int comebacks() throws IOException {
        IOException failure = broken;
        if (failure != null) {
            throw failure;
        }
        return comebacks.get();
    }

    private SocketChannel begin() throws IOException {
        SocketChannel connection = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        connection.write(ByteBuffer.wrap(HEAD));
        connection.configureBlocking(false);
        return connection;
    }

    private void dribble() {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        try {
            for (int turn = 0; !over; turn = (turn + 1) % TURNS) {
                for (int i = turn; i < connections.length; i += TURNS) {
                    if (!isOn(connections[i], answer)) {
                        connections[i].close();
                        connections[i] = begin();
                        comebacks.incrementAndGet();
                    }
                }
                Thread.sleep(ROUND_MILLIS / TURNS);
            }
        } catch (IOException failure) {
            broken = failure;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOn(SocketChannel connection, ByteBuffer answer) {
        try {
            answer.clear();
            if (connection.read(answer) != 0) {
                return false;
            }
            connection.write(ByteBuffer.wrap(new byte[] {'x'}));
            return true;
        } catch (IOException letGo) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
