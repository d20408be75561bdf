package io.waybill.bench.peer;

import io.waybill.bench.http.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Many equal files as one tar stream (POSIX ustar). */
public final class Tar {
    private static final int BLOCK_BYTES = 512;
    private static final int CHECKSUM_AT = 148;

    private Tar() {}

    /** Files of these names, at most 100 ASCII characters each, with the same bytes in each. */
    public static Content of(List<String> names, Content each) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (String name : names) {
            tar.write(header(name, each.sizeBytes()));
            each.writeTo(Channels.newChannel(tar));
            tar.write(new byte[(int) (-each.sizeBytes() & (BLOCK_BYTES - 1))]);
        }
        tar.write(new byte[2 * BLOCK_BYTES]);
        return Content.of(tar.toByteArray());
    }

    private static byte[] header(String name, long sizeBytes) {
        byte[] block = new byte[BLOCK_BYTES];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 108, "0000000\0");
        put(block, 116, "0000000\0");
        put(block, 124, "%011o\0".formatted(sizeBytes));
        put(block, 136, "00000000000\0");
        put(block, CHECKSUM_AT, "        ");
        put(block, 156, "0");
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, CHECKSUM_AT, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
