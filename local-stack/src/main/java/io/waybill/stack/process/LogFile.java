package io.waybill.stack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The log of one process, appended to by that process, kept to 5 MB and four older files of the same size.
 *
 * @param path the newest file; older ones are {@code <path>.1} to {@code <path>.4}
 */
public record LogFile(Path path) {
    private static final long LIMIT_BYTES = 5_000_000;
    private static final int OLDER_FILES = 4;
    private static final int END_BYTES = 16_384;
    private static final int END_LINES = 12;

    public static LogFile at(Path path) {
        return new LogFile(path);
    }

    /**
     * Copies the file away and empties it once it is larger than 5 MB. The process that writes it appends, so it goes
     * on at the new end; lines written between the two steps are lost.
     */
    public void rotateIfLarge() {
        try {
            if (!Files.exists(path) || Files.size(path) <= LIMIT_BYTES) {
                return;
            }
            for (int n = OLDER_FILES - 1; n >= 1; n--) {
                if (Files.exists(older(n))) {
                    Files.move(older(n), older(n + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.copy(path, older(1), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its last dozen lines; empty when there is no such file. */
    public List<String> end() {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - END_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - END_LINES), lines.size());
        } catch (IOException absent) {
            return List.of();
        }
    }

    /** Its last lines, indented under a sentence; empty when there are none. */
    String endQuoted() {
        List<String> lines = end();
        return lines.isEmpty() ? "" : "\n    | " + String.join("\n    | ", lines);
    }

    private Path older(int n) {
        return path.resolveSibling(path.getFileName() + "." + n);
    }
}
