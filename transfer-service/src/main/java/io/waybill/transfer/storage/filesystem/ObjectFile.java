package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The one file that makes an object visible. It starts with 16 bytes: what it is (8 ASCII letters) and the size of the
 * object (8 bytes, big-endian).
 *
 * <p>{@code WBWHOLE1}: the bytes of the object follow. {@code WBPARTS1}: a manifest follows as text, one line with the
 * stage and the number of parts, then a line per part: number, size, etag.
 *
 * @param sizeBytes the object's size
 * @param stageId the stage its parts lie in, or null when the bytes are in the file itself
 */
record ObjectFile(long sizeBytes, String stageId) {
    static final int HEAD_BYTES = 16;

    private static final long WHOLE = magic("WBWHOLE1");
    private static final long PARTS = magic("WBPARTS1");
    private static final int MAX_FIRST_LINE_BYTES = 256;
    private static final long MAX_MANIFEST_BYTES = 4 << 20;

    static ByteBuffer wholeHead(long sizeBytes) {
        return ByteBuffer.allocate(HEAD_BYTES).putLong(WHOLE).putLong(sizeBytes).flip();
    }

    static ByteBuffer manifest(String stageId, List<StoredPart> parts) {
        StringBuilder text = new StringBuilder(128 + parts.size() * 96);
        text.append(stageId).append(' ').append(parts.size()).append('\n');
        for (StoredPart part : parts) {
            text.append(part.number())
                    .append(' ')
                    .append(part.sizeBytes())
                    .append(' ')
                    .append(part.etag())
                    .append('\n');
        }
        byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
        long sizeBytes = parts.stream().mapToLong(StoredPart::sizeBytes).sum();
        return ByteBuffer.allocate(HEAD_BYTES + body.length)
                .putLong(PARTS)
                .putLong(sizeBytes)
                .put(body)
                .flip();
    }

    /** Reads the head and, of a manifest, its first line; checks that a whole object is there to its last byte. */
    static ObjectFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES + MAX_FIRST_LINE_BYTES);
            while (head.hasRemaining() && channel.read(head) >= 0) {}
            head.flip();
            if (head.remaining() < HEAD_BYTES) {
                throw corrupt();
            }
            long magic = head.getLong();
            long sizeBytes = head.getLong();
            if (magic == WHOLE && sizeBytes >= 0 && channel.size() == HEAD_BYTES + sizeBytes) {
                return new ObjectFile(sizeBytes, null);
            }
            if (magic != PARTS || sizeBytes < 0) {
                throw corrupt();
            }
            String text = StandardCharsets.US_ASCII.decode(head).toString();
            int end = text.indexOf(' ');
            if (end < 0 || !StoreLayout.isStage(text.substring(0, end))) {
                throw corrupt();
            }
            return new ObjectFile(sizeBytes, text.substring(0, end));
        }
    }

    /** The parts of a manifest, all of them; checked against the size of the object. */
    static List<StoredPart> readParts(Path file) throws IOException {
        String[] lines;
        long sizeBytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < HEAD_BYTES || channel.size() > MAX_MANIFEST_BYTES) {
                throw corrupt();
            }
            ByteBuffer all = ByteBuffer.allocate((int) channel.size());
            while (all.hasRemaining() && channel.read(all) >= 0) {}
            all.flip().position(Long.BYTES);
            sizeBytes = all.getLong();
            lines = StandardCharsets.US_ASCII.decode(all).toString().split("\n", -1);
        }
        try {
            int count = Integer.parseInt(lines[0].substring(lines[0].indexOf(' ') + 1));
            List<StoredPart> parts = new ArrayList<>(count);
            for (int i = 1; i <= count; i++) {
                String[] words = lines[i].split(" ", -1);
                parts.add(new StoredPart(Integer.parseInt(words[0]), Long.parseLong(words[1]), words[2]));
            }
            if (parts.stream().mapToLong(StoredPart::sizeBytes).sum() != sizeBytes) {
                throw corrupt();
            }
            return parts;
        } catch (IndexOutOfBoundsException | NumberFormatException notAManifest) {
            throw corrupt();
        }
    }

    static WaybillException corrupt() {
        return new WaybillException(ErrorCode.CORRUPT, "The stored bytes of this object are damaged.");
    }

    private static long magic(String letters) {
        return ByteBuffer.wrap(letters.getBytes(StandardCharsets.US_ASCII)).getLong();
    }
}
