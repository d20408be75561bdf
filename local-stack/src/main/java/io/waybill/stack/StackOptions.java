package io.waybill.stack;

import java.nio.file.Path;

/**
 * What to start, and where.
 *
 * @param home what the stack keeps between starts; made when absent
 * @param gatewayPort where the gateway listens; 0 is any free port
 * @param store where bytes are kept
 * @param external infrastructure that is given instead of started
 */
public record StackOptions(Path home, int gatewayPort, StoreKind store, External external) {
    /** The files store, any free port, nothing external: what a test wants. */
    public static StackOptions in(Path home) {
        return new StackOptions(home, 0, StoreKind.FILESYSTEM, External.none());
    }

    public StackOptions withGatewayPort(int port) {
        return new StackOptions(home, port, store, external);
    }

    public StackOptions withStore(StoreKind kind) {
        return new StackOptions(home, gatewayPort, kind, external);
    }

    public StackOptions withExternal(External given) {
        return new StackOptions(home, gatewayPort, store, given);
    }
}
