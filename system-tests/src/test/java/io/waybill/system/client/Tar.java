package io.waybill.system.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packs small files into a tar stream in memory, each with its digest as {@code POST /api/batch} takes it. */
public final class Tar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a file of all bytes of {@code content}; its name has at most 100 bytes. */
    public Tar file(String name, Payload content) {
        byte[] digest = record("WAYBILL.sha256", content.sha256());
        entry("digest", digest, 'x');
        entry(name, content.slice(0, Math.toIntExact(content.size())), '0');
        return this;
    }

    /** Everything, with its end. */
    public byte[] end() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private void entry(String name, byte[] content, char type) {
        byte[] head = new byte[BLOCK];
        put(head, 0, name);
        put(head, 100, "0000644\0");
        put(head, 124, String.format("%011o\0", content.length));
        put(head, 136, "00000000000\0");
        put(head, 148, "        ");
        head[156] = (byte) type;
        put(head, 257, "ustar\00000");
        int sum = 0;
        for (byte one : head) {
            sum += one & 0xff;
        }
        put(head, 148, String.format("%06o\0 ", sum));
        out.writeBytes(head);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    /** A pax record begins with its own length, the digits of which count too. */
    private static byte[] record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.length() + 1;
        while (length != rest.length() + Integer.toString(length).length()) {
            length++;
        }
        return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
