package io.waybill.transfer.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar streams, also such as no tar would. */
final class TarStream {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarStream file(String name, byte[] content) {
        return entry(name, content, '0');
    }

    TarStream entry(String name, byte[] content, char type) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 124, String.format("%011o\0", content.length));
        put(block, 136, "00000000000\0");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte one : block) {
            sum += one & 0xff;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        out.writeBytes(block);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    /** Records for the next file, key and value in turn. */
    TarStream pax(String... fields) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            byte[] rest = (" " + fields[i] + "=" + fields[i + 1] + "\n").getBytes(StandardCharsets.UTF_8);
            int length = rest.length + 1;
            while (length != rest.length + Integer.toString(length).length()) {
                length++;
            }
            records.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
            records.writeBytes(rest);
        }
        return entry("PaxHeader", records.toByteArray(), 'x');
    }

    TarStream raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] end() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    byte[] cut(int bytes) {
        byte[] all = end();
        return java.util.Arrays.copyOf(all, bytes);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
