package io.waybill.transfer.storage.filesystem;

import io.waybill.transfer.storage.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Lists visible objects in the order of their keys, a page at a time, without reading directories that cannot hold one. */
final class KeyOrder {
    private final StoreLayout layout;
    private final VisibleObjects objects;

    KeyOrder(StoreLayout layout, VisibleObjects objects) {
        this.layout = layout;
        this.objects = objects;
    }

    List<StoredObject> list(String prefix, String after, int limit) throws IOException {
        List<StoredObject> found = new ArrayList<>();
        String last = after;
        List<String> keys;
        do {
            keys = new ArrayList<>();
            collect(layout.objects(), "", prefix, last, limit - found.size(), keys);
            for (String key : keys) {
                objects.stat(key).ifPresent(found::add);
                last = key;
            }
        } while (!keys.isEmpty() && found.size() < limit);
        return found;
    }

    private static void collect(
            Path directory, String keySoFar, String prefix, String after, int limit, List<String> keys)
            throws IOException {
        for (var entry : candidates(directory, keySoFar, prefix, after, limit - keys.size())
                .entrySet()) {
            if (keys.size() == limit) {
                return;
            }
            if (Files.isDirectory(entry.getValue())) {
                collect(entry.getValue(), entry.getKey() + '/', prefix, after, limit, keys);
            } else {
                keys.add(entry.getKey());
            }
        }
    }

    /** The names in a directory under which a wanted key may be, in order: of files, only the first {@code limit}. */
    private static Map<String, Path> candidates(Path directory, String keySoFar, String prefix, String after, int limit)
            throws IOException {
        TreeMap<String, Path> first = new TreeMap<>(Comparator.naturalOrder());
        boolean files = keySoFar.chars().filter(c -> c == '/').count() == 2;
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(entry -> {
                String key = keySoFar + entry.getFileName();
                boolean wanted =
                        files ? key.startsWith(prefix) && key.compareTo(after) > 0 : mayHold(key + '/', prefix, after);
                if (wanted) {
                    first.put(key, entry);
                    if (files && first.size() > limit) {
                        first.pollLastEntry();
                    }
                }
            });
        } catch (NoSuchFileException | NotDirectoryException goneMeanwhile) {
            return first;
        }
        return first;
    }

    private static boolean mayHold(String directoryKey, String prefix, String after) {
        boolean underPrefix = directoryKey.startsWith(prefix) || prefix.startsWith(directoryKey);
        return underPrefix && (after.startsWith(directoryKey) || directoryKey.compareTo(after) > 0);
    }
}
