package io.waybill.transfer.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request that sends some of its body and then hangs or breaks off, as clients do. */
public final class BrokenRequest implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    /** Sends the head and the first {@code sent} bytes of {@code body}, announced as whole. */
    public BrokenRequest(String method, URI uri, Map<String, String> fields, byte[] body, int sent) throws IOException {
        socket = new Socket(uri.getHost(), uri.getPort());
        StringBuilder head = new StringBuilder();
        head.append(method)
                .append(' ')
                .append(uri.getRawPath())
                .append(" HTTP/1.1\r\nHost: ")
                .append(uri.getHost());
        fields.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        head.append("\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
        socket.setSoTimeout(PATIENCE_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(body, 0, sent);
        out.flush();
    }

    /** Sends some more of the body. */
    public void send(byte[] more) throws IOException {
        socket.getOutputStream().write(more);
        socket.getOutputStream().flush();
    }

    /** The status line of the answer; waits for it. */
    public String statusLine() throws IOException {
        byte[] line = new byte[64];
        int length = socket.getInputStream().readNBytes(line, 0, 12);
        return new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    /** Breaks off. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
