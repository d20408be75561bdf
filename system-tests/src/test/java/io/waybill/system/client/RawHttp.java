package io.waybill.system.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A bare socket to the gateway: says exactly what a test wants to say, cuts exactly where it wants to cut. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private boolean headOnly;

    public RawHttp(URI gateway) {
        try {
            this.socket = new Socket(gateway.getHost(), gateway.getPort());
            socket.setSoTimeout(30_000);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends a head: lines joined with CRLF, and the empty line after them. */
    public RawHttp head(String... lines) {
        headOnly = lines[0].startsWith("HEAD ");
        return bytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp bytes(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends {@code length} bytes of a payload from {@code offset} on. */
    public RawHttp bytes(Payload payload, long offset, long length) {
        try (InputStream in = payload.from(offset)) {
            byte[] chunk = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                socket.getOutputStream().write(chunk, 0, n);
                left -= n;
            }
            socket.getOutputStream().flush();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Everything the gateway says until it closes or falls silent, at most 64 KiB. */
    public String answer() {
        try {
            byte[] all = new byte[1 << 16];
            int n = 0;
            while (n < all.length) {
                int more = socket.getInputStream().read(all, n, all.length - n);
                if (more < 0) {
                    break;
                }
                n += more;
                String soFar = new String(all, 0, n, StandardCharsets.ISO_8859_1);
                if (isWhole(soFar)) {
                    return soFar;
                }
            }
            return new String(all, 0, n, StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The next answer, interim (1xx) or final, with its body; waits for it. */
    public Answer next() {
        String[] status = line().split(" ", 3);
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int length = headOnly ? 0 : Integer.parseInt(fields.getOrDefault("Content-Length", "0"));
        try {
            byte[] body = socket.getInputStream().readNBytes(length);
            return new Answer(Integer.parseInt(status[1]), fields, new String(body, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The final answer; interim ones before it are passed over. */
    public Answer last() {
        Answer answer = next();
        while (answer.status() < 200) {
            answer = next();
        }
        return answer;
    }

    /**
     * One answer.
     *
     * @param fields by name, whatever its case
     */
    public record Answer(int status, Map<String, String> fields, String body) {
        /** The value of a field, or null. */
        public String field(String name) {
            return fields.get(name);
        }
    }

    /** Cuts the connection without a word: a reset, not an orderly end. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = socket.getInputStream().read();
                    c != '\n';
                    c = socket.getInputStream().read()) {
                if (c < 0) {
                    throw new EOFException("the connection ended after: " + line);
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean isWhole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: *(\\d+)").matcher(answer.substring(0, end));
        return length.find() && answer.length() >= end + 4 + Integer.parseInt(length.group(1));
    }
}
