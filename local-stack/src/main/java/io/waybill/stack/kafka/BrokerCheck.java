package io.waybill.stack.kafka;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker of 127.0.0.1 whether it serves, in Kafka's own protocol: a {@code Metadata} request (version 1, no
 * topics) is answered with a broker once the controller has let one in. What a broker logs says less: with many
 * partitions the line that it has started drowns among theirs.
 */
final class BrokerCheck {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int METADATA = 3;
    private static final int VERSION = 1;
    private static final int CORRELATION = 1;
    private static final String CLIENT = "waybill-check";

    private BrokerCheck() {}

    /** Whether a broker on that port answers that the cluster has a broker. */
    static boolean serves(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            byte[] request = request();
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.length);
            out.write(request);
            out.flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            return length >= 3 * Integer.BYTES && in.readInt() == CORRELATION && in.readInt() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static byte[] request() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream request = new DataOutputStream(bytes);
        request.writeShort(METADATA);
        request.writeShort(VERSION);
        request.writeInt(CORRELATION);
        request.writeUTF(CLIENT);
        request.writeInt(0);
        return bytes.toByteArray();
    }
}
