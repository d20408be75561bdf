package io.waybill.metadata.model;

import io.waybill.contracts.api.ConflictMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One owner's tree as a user thinks of it: files by a number of the test's, each with its versions. */
final class ModelCatalog {
    /** The answer to what was done. */
    static final String DONE = "done";

    private final Map<Integer, Entry> files = new TreeMap<>();

    ModelCatalog copy() {
        ModelCatalog copy = new ModelCatalog();
        files.forEach((number, file) -> copy.files.put(number, file.copy()));
        return copy;
    }

    /** Every file that is seen, by its path: its versions as {@code number=content}, the head last. */
    Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        files.values().stream()
                .filter(file -> !file.trashed && !file.erased)
                .forEach(file -> shown.put(file.path, file.head + ":" + file.versions));
        return shown;
    }

    List<String> trashedPaths() {
        return files.values().stream()
                .filter(file -> file.trashed && !file.erased)
                .map(file -> file.path)
                .sorted()
                .collect(Collectors.toList());
    }

    String upload(int newFile, String path, ConflictMode mode, String content) {
        Entry there = at(path);
        if (there == null) {
            files.put(newFile, new Entry(path, content));
            return DONE;
        }
        return switch (mode) {
            case REJECT -> "path_conflict";
            case RENAME -> {
                files.put(newFile, new Entry(free(path), content));
                yield DONE;
            }
            case OVERWRITE -> {
                there.versions.clear();
                there.append(content);
                yield DONE;
            }
            case VERSION -> {
                there.append(content);
                yield DONE;
            }
        };
    }

    String move(int number, String path, boolean rename) {
        Entry file = files.get(number);
        if (file == null || file.trashed || file.erased) {
            return "not_found";
        }
        if (file.path.equals(path)) {
            return DONE;
        }
        if (at(path) != null && !rename) {
            return "path_conflict";
        }
        file.path = at(path) == null ? path : free(path);
        return DONE;
    }

    String copyTo(int newFile, int number, String path, boolean rename) {
        Entry file = files.get(number);
        if (file == null || file.trashed || file.erased) {
            return "not_found";
        }
        if (at(path) != null && !rename) {
            return "path_conflict";
        }
        files.put(newFile, new Entry(at(path) == null ? path : free(path), file.versions.get(file.head)));
        return DONE;
    }

    String delete(int number, boolean forGood) {
        Entry file = files.get(number);
        if (file == null || file.trashed || file.erased) {
            return "not_found";
        }
        file.trashed = true;
        file.erased = forGood;
        return DONE;
    }

    String undelete(int number, boolean rename) {
        Entry file = files.get(number);
        if (file == null || !file.trashed || file.erased) {
            return "not_found";
        }
        if (at(file.path) != null && !rename) {
            return "path_conflict";
        }
        file.path = at(file.path) == null ? file.path : free(file.path);
        file.trashed = false;
        return DONE;
    }

    String restore(int number, int version) {
        Entry file = files.get(number);
        if (file == null || file.trashed || file.erased || !file.versions.containsKey(version)) {
            return "not_found";
        }
        file.append(file.versions.get(version));
        return DONE;
    }

    String deleteVersion(int number, int version) {
        Entry file = files.get(number);
        if (file == null || file.trashed || file.erased || !file.versions.containsKey(version)) {
            return "not_found";
        }
        if (file.versions.size() == 1) {
            return "only_version";
        }
        file.versions.remove(version);
        file.head = file.head == version ? file.versions.lastKey() : file.head;
        return DONE;
    }

    private Entry at(String path) {
        List<Entry> there = new ArrayList<>(files.values());
        there.removeIf(file -> file.trashed || file.erased || !file.path.equals(path));
        return there.isEmpty() ? null : there.get(0);
    }

    private String free(String path) {
        int suffix = 2;
        while (at(path + "_v" + suffix) != null) {
            suffix++;
        }
        return path + "_v" + suffix;
    }

    private static final class Entry {
        private final TreeMap<Integer, String> versions = new TreeMap<>();
        private String path;
        private int head = 1;
        private int last = 1;
        private boolean trashed;
        private boolean erased;

        Entry(String path, String content) {
            this.path = path;
            versions.put(1, content);
        }

        void append(String content) {
            head = ++last;
            versions.put(head, content);
        }

        Entry copy() {
            Entry copy = new Entry(path, "");
            copy.versions.clear();
            copy.versions.putAll(versions);
            copy.head = head;
            copy.last = last;
            copy.trashed = trashed;
            copy.erased = erased;
            return copy;
        }
    }
}
