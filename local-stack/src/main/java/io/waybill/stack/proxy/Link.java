package io.waybill.stack.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One direction of one connection. */
public final class Link {
    private final Socket from;
    private final Socket to;

    Link(Socket from, Socket to) {
        this.from = from;
        this.to = to;
    }

    /** Passes bytes on. */
    public void send(byte[] bytes, int offset, int length) throws IOException {
        to.getOutputStream().write(bytes, offset, length);
    }

    /** Ends the connection on both sides, in order. */
    public void cut() throws IOException {
        from.close();
        to.close();
    }

    /** Ends the connection on both sides without a word. */
    public void reset() throws IOException {
        from.setSoLinger(true, 0);
        to.setSoLinger(true, 0);
        cut();
    }

    /** Moves what comes until it ends; then the other side sees the end too. */
    void run(Fault fault) {
        byte[] bytes = new byte[1 << 16];
        Fault.Passage passage = fault.on(this);
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                passage.pass(bytes, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            cut();
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
