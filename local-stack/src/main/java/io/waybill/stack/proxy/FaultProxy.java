package io.waybill.stack.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy in front of one address that does to new connections what a test asks for. */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket door;
    private final URI target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Fault up = Fault.NONE;
    private volatile Fault down = Fault.NONE;

    /** Listens on a free port and passes everything to {@code target}. */
    public FaultProxy(URI target) {
        this.target = target;
        try {
            this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        start("proxy-" + door.getLocalPort(), this::listen);
    }

    /** The same address as the target's, by way of this proxy. */
    public URI url() {
        return URI.create(target.getScheme() + "://127.0.0.1:" + door.getLocalPort());
    }

    /** What becomes of requests on connections from now on; those that are open are closed. */
    public FaultProxy up(Fault fault) {
        up = fault;
        hangUp();
        return this;
    }

    /** What becomes of answers on connections from now on; those that are open are closed. */
    public FaultProxy down(Fault fault) {
        down = fault;
        hangUp();
        return this;
    }

    /** From now on nothing is harmed. */
    public void heal() {
        up(Fault.NONE).down(Fault.NONE);
    }

    @Override
    public void close() {
        closeQuietly(door);
        hangUp();
    }

    private void hangUp() {
        open.forEach(FaultProxy::closeQuietly);
        open.clear();
    }

    private void listen() {
        try {
            while (!door.isClosed()) {
                connect(door.accept());
            }
        } catch (IOException closed) {
            hangUp();
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(target.getHost(), target.getPort());
            open.add(client);
            open.add(server);
            Fault upwards = up;
            Fault downwards = down;
            start("up-" + client.getPort(), () -> new Link(client, server).run(upwards));
            start("down-" + client.getPort(), () -> new Link(server, client).run(downwards));
        } catch (IOException away) {
            closeQuietly(client);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyClosed) {
            return;
        }
    }
}
