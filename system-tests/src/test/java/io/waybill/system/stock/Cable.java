package io.waybill.system.stock;

import io.waybill.stack.proxy.Fault;
import io.waybill.stack.proxy.FaultProxy;
import io.waybill.stack.proxy.Link;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A way to the gateway that breaks where a test says, counted over all connections that ever ran over it: the one that
 * brings the named byte is reset, or goes dead while both ends still believe in it. The next ones are whole again.
 */
final class Cable implements AutoCloseable {
    private final FaultProxy proxy;
    private final Queue<Break> ahead = new ArrayDeque<>();
    private long sentBytes;
    private long sentBeforeBreak;
    private long receivedBytes;
    private int breaks;

    /** A whole cable to {@code gateway}. */
    Cable(URI gateway) {
        this.proxy = new FaultProxy(gateway).up(passing(true)).down(passing(false));
    }

    private record Break(boolean sending, long bytes, boolean reset) {}

    /** Resets a connection when clients have sent {@code bytes} in all; breaks come in the order they are named. */
    Cable cutAfterSending(long bytes) {
        return plan(new Break(true, bytes, true));
    }

    /** Resets a connection when clients have received {@code bytes} in all. */
    Cable cutAfterReceiving(long bytes) {
        return plan(new Break(false, bytes, true));
    }

    /** Passes nothing more of the connection that brings the byte after {@code bytes} sent. */
    Cable stallAfterSending(long bytes) {
        return plan(new Break(true, bytes, false));
    }

    /** The gateway as a client of this cable sees it. */
    String url() {
        return proxy.url().toString();
    }

    /** How often it has broken. */
    synchronized int breaks() {
        return breaks;
    }

    /** Bytes that came from clients before their connection broke. */
    synchronized long sentBytes() {
        return sentBytes;
    }

    /** The same since the last break. */
    synchronized long sentBytesSinceBreak() {
        return sentBytes - sentBeforeBreak;
    }

    /** Bytes that came from the gateway before their connection broke. */
    synchronized long receivedBytes() {
        return receivedBytes;
    }

    @Override
    public void close() {
        proxy.close();
    }

    private synchronized Cable plan(Break next) {
        ahead.add(next);
        return this;
    }

    private Fault passing(boolean sending) {
        return link -> new OneWay(link, sending);
    }

    private synchronized Break count(boolean sending, int bytes) {
        if (sending) {
            sentBytes += bytes;
        } else {
            receivedBytes += bytes;
        }
        Break next = ahead.peek();
        if (next == null || next.sending() != sending || (sending ? sentBytes : receivedBytes) < next.bytes()) {
            return null;
        }
        breaks++;
        sentBeforeBreak = sentBytes;
        return ahead.remove();
    }

    /** One direction of one connection. */
    private final class OneWay implements Fault.Passage {
        private final Link link;
        private final boolean sending;
        private boolean dead;

        OneWay(Link link, boolean sending) {
            this.link = link;
            this.sending = sending;
        }

        @Override
        public void pass(byte[] bytes, int from, int length) throws IOException {
            if (dead) {
                return;
            }
            Break due = count(sending, length);
            if (due == null) {
                link.send(bytes, from, length);
                return;
            }
            dead = true;
            if (due.reset()) {
                link.reset();
            }
        }
    }
}
