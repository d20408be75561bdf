package io.waybill.transfer.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request whose body comes in chunks and is followed by trailers, which Java's own client cannot send. */
public final class ChunkedRequest {
    private static final int CHUNK_BYTES = 10_000;

    private ChunkedRequest() {}

    /** Sends all of it and gives the whole answer as text. */
    public static String send(
            String method, URI uri, Map<String, String> fields, byte[] body, Map<String, String> trailers)
            throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            text(out, method + ' ' + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\n");
            text(out, "Connection: close\r\nTransfer-Encoding: chunked\r\n");
            for (Map.Entry<String, String> field : fields.entrySet()) {
                text(out, field.getKey() + ": " + field.getValue() + "\r\n");
            }
            text(out, "\r\n");
            for (int from = 0; from < body.length; from += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, body.length - from);
                text(out, Integer.toHexString(length) + "\r\n");
                out.write(body, from, length);
                text(out, "\r\n");
            }
            text(out, "0\r\n");
            for (Map.Entry<String, String> trailer : trailers.entrySet()) {
                text(out, trailer.getKey() + ": " + trailer.getValue() + "\r\n");
            }
            text(out, "\r\n");
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
