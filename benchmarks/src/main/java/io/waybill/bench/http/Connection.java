package io.waybill.bench.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One kept-alive HTTP/1.1 connection to 127.0.0.1 (RFC 9112), for one thread; opened again when the server closed it. */
public final class Connection implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int KEPT_BYTES = 64 << 10;
    private static final int KEPT_JSON_BYTES = 64 << 20;

    private final int port;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private SocketChannel channel;

    public Connection(int port) {
        this.port = port;
    }

    /**
     * Sends a request with its whole body, then reads the whole answer; interim answers are passed over.
     *
     * @param target method and request target, such as {@code GET /files}
     * @param content the body; null for none
     * @param fields header fields but for Host and Content-Length: name, value, name, value…
     * @throws IOException when the connection breaks before the answer is whole; it is closed then
     */
    public Answer exchange(String target, Content content, String... fields) throws IOException {
        try {
            boolean bodyWritten = send(target, content, content == null ? 0 : content.sizeBytes(), fields);
            Answer answer = read(target.startsWith("HEAD "));
            if (!bodyWritten || "close".equalsIgnoreCase(answer.field("connection"))) {
                close();
            }
            return answer;
        } catch (IOException | RuntimeException broken) {
            close();
            throw broken;
        }
    }

    /** Sends the head of a request of {@code lengthBytes}, and of its body only {@code content}; nothing is read. */
    public void begin(String target, Content content, long lengthBytes, String... fields) throws IOException {
        send(target, content, lengthBytes, fields);
    }

    /** Sends more of a body that {@link #begin} began. */
    public void more(Content content) throws IOException {
        content.writeTo(channel);
    }

    /** Reads the answer to what was begun. */
    public Answer end() throws IOException {
        return read(false);
    }

    /** Ends the connection as a broken line would: what is on its way is lost (RST). */
    public void cut() throws IOException {
        if (channel != null) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
            in.clear().flip();
        }
    }

    private boolean send(String target, Content content, long lengthBytes, String... fields) throws IOException {
        if (channel == null) {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        StringBuilder head = new StringBuilder(target)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
                .append(port)
                .append("\r\n");
        for (int n = 0; n < fields.length; n += 2) {
            head.append(fields[n]).append(": ").append(fields[n + 1]).append("\r\n");
        }
        boolean mayHaveBody = content != null || target.startsWith("P");
        if (mayHaveBody) {
            head.append("Content-Length: ").append(lengthBytes).append("\r\n");
        }
        ByteBuffer bytes = ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (content == null) {
            return true;
        }
        try {
            content.writeTo(channel);
            return true;
        } catch (IOException refused) {
            // An answer that came before the body was read says why.
            return false;
        }
    }

    private Answer read(boolean headOnly) throws IOException {
        while (true) {
            int status = Integer.parseInt(line().substring(9, 12));
            Map<String, String> fields = new HashMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            if (status >= 200) {
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                boolean empty = headOnly || status == 204 || status == 304;
                long length = empty ? 0 : body(fields, kept);
                return new Answer(status, fields, kept.toString(StandardCharsets.UTF_8), length);
            }
        }
    }

    private long body(Map<String, String> fields, ByteArrayOutputStream kept) throws IOException {
        int most = fields.getOrDefault("content-type", "").contains("json") ? KEPT_JSON_BYTES : KEPT_BYTES;
        if (!"chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
            String length = fields.get("content-length");
            return length == null ? 0 : take(Long.parseLong(length), kept, most);
        }
        long sum = 0;
        while (true) {
            long size = Long.parseLong(line().split(";", 2)[0].trim(), 16);
            if (size == 0) {
                while (!line().isEmpty()) {
                    // Trailers say nothing that is measured.
                }
                return sum;
            }
            sum += take(size, kept, most);
            line();
        }
    }

    private long take(long length, ByteArrayOutputStream kept, int most) throws IOException {
        long left = length;
        while (left > 0) {
            if (!in.hasRemaining()) {
                fill();
            }
            int here = (int) Math.min(left, in.remaining());
            int keep = Math.min(here, most - kept.size());
            for (int n = 0; n < keep; n++) {
                kept.write(in.get(in.position() + n));
            }
            in.position(in.position() + here);
            left -= here;
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!in.hasRemaining()) {
                fill();
            }
            char next = (char) (in.get() & 0xff);
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append(next);
            }
        }
    }

    private void fill() throws IOException {
        in.clear();
        int read = channel.read(in);
        in.flip();
        if (read < 0) {
            throw new EOFException("The server closed the connection.");
        }
    }
}
