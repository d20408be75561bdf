package io.waybill.stack.process;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1: below those the system gives to outgoing connections, checked by binding them. */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 500;
    private static final int CONNECT_MILLIS = 500;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody uses now and that this JVM has not given before. */
    public static int free() {
        for (int n = 0; n < TRIES; n++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new StackException("No free port was found between " + LOWEST + " and " + HIGHEST + ".");
    }

    /** {@code wished} when it is free, else any free port; 0 wishes for none. */
    public static int freeOr(int wished) {
        return wished > 0 && isFree(wished) ? wished : free();
    }

    /** Whether a server could listen on it. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Whether a server listens on it. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
