package io.waybill.notification.peer;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A WebSocket client that does only what it is told: it may not read, not answer pings, and break the protocol. */
public final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final String answer;

    /**
     * One frame from the server.
     *
     * @param opcode 1 text, 8 close, 9 ping
     * @param payload its bytes
     */
    public record Frame(int opcode, ByteBuffer payload) {
        /** The code of a close frame. */
        public int closeCode() {
            return payload.getShort(0) & 0xffff;
        }

        /** The text of a text frame. */
        public String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }
    }

    /** Connects with a receive buffer of {@code receiveBytes} and shakes hands. */
    public RawSocket(URI url, String token, int receiveBytes) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream()
                .write(("GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        answer = head();
    }

    /** The head of the server's answer to the handshake. */
    public String answer() {
        return answer;
    }

    /** Sends one masked frame, whole. */
    public void send(int firstByte, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        sendBytes(frame.toByteArray());
    }

    /** Sends a text frame. */
    public void sendText(String text) throws IOException {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next frame; empty when the server has ended the connection. */
    public Optional<Frame> read() throws IOException {
        try {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            return Optional.of(new Frame(opcode, ByteBuffer.wrap(payload)));
        } catch (EOFException | SocketException ended) {
            return Optional.empty();
        }
    }

    /** Reads on until the connection ends and tells the code of the close frame; 1006 when there was none. */
    public int readToEnd() throws IOException {
        int code = 1006;
        for (Optional<Frame> frame = read(); frame.isPresent(); frame = read()) {
            if (frame.get().opcode() == 8) {
                code = frame.get().closeCode();
            }
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
