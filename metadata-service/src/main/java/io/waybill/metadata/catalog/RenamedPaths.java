package io.waybill.metadata.catalog;

import io.waybill.contracts.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The other names of a path that is taken: {@code report_v2.pdf}, {@code report_v3.pdf}, …, each as valid as the path. */
record RenamedPaths(String directory, String stem, String extension) {
    static RenamedPaths of(FilePath path) {
        String name = path.name();
        String directory = path.value().substring(0, path.value().length() - name.length());
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? new RenamedPaths(directory, name, "")
                : new RenamedPaths(directory, name.substring(0, dot), name.substring(dot));
    }

    /** The names with these numbers, in order. */
    List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(this::numbered).toList();
    }

    private String numbered(int number) {
        String suffix = "_v" + number + extension;
        int segmentRoom = FilePath.MAX_SEGMENT_BYTES - bytes(suffix);
        int pathRoom = FilePath.MAX_BYTES - bytes(directory) - bytes(suffix);
        return new FilePath(directory + shortened(stem, Math.min(segmentRoom, pathRoom)) + suffix).value();
    }

    private static String shortened(String text, int maxBytes) {
        String shorter = text;
        while (bytes(shorter) > maxBytes && !shorter.isEmpty()) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
