package io.waybill.kit.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request on a connection of its own, byte by byte as the test says, and every answer to it as it comes: also the interim
 * ones (1xx), which Java's client hides.
 */
public final class RawExchange implements AutoCloseable {
    private final String method;
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final List<Answer> interims = new ArrayList<>();

    private RawExchange(String method, Socket socket) throws IOException {
        this.method = method;
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * One head and its body.
     *
     * @param fields by name, whatever its case; the last one of several
     */
    public record Answer(int status, Map<String, String> fields, String body) {
        /** The value of a field, if it is there. */
        public Optional<String> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }
    }

    /** Sends the head of a request: {@code fields} are name, value, name, value. */
    public static RawExchange begin(URI server, String method, String path, String... fields) {
        try {
            RawExchange exchange = new RawExchange(method, new Socket(server.getHost(), server.getPort()));
            StringBuilder head = new StringBuilder(method)
                    .append(' ')
                    .append(path)
                    .append(" HTTP/1.1\r\nHost: ")
                    .append(server.getAuthority());
            for (int i = 0; i < fields.length; i += 2) {
                head.append("\r\n").append(fields[i]).append(": ").append(fields[i + 1]);
            }
            exchange.send(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return exchange;
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    /** Sends bytes of the body as they are. */
    public RawExchange send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Sends one chunk of a chunked body; an empty one ends it. */
    public RawExchange chunk(byte[] bytes) {
        send((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        send(bytes);
        return send("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** The next answer, interim or final; waits for it. */
    public Answer next() {
        try {
            String[] status = line().split(" ", 3);
            Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            Answer head = new Answer(Integer.parseInt(status[1]), fields, "");
            if (head.status < 200) {
                interims.add(head);
                return head;
            }
            return new Answer(head.status, fields, new String(body(head), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The final answer; waits for it. */
    public Answer answer() {
        Answer answer = next();
        while (answer.status < 200) {
            answer = next();
        }
        return answer;
    }

    /** The interim answers so far. */
    public List<Answer> interims() {
        return interims;
    }

    /** Breaks off, if it is not over. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private byte[] body(Answer head) throws IOException {
        if (method.equals("HEAD") || head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        if (head.field("Transfer-Encoding").isPresent()) {
            return chunks();
        }
        Optional<String> length = head.field("Content-Length");
        return length.isPresent() ? in.readNBytes(Integer.parseInt(length.get())) : in.readAllBytes();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
