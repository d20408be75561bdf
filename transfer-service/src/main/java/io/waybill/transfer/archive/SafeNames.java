package io.waybill.transfer.archive;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names for the entries of one archive that every system can unpack, each into its own file: relative, in NFC, without what
 * Windows keeps for itself; of those that differ in case only, or where a file and a folder meet, the later gets a number. The
 * same paths in the same order get the same names.
 *
 * <p>Some 100 bytes are held for a name and for each folder, however long they are: only hashes are remembered. Two that collide
 * cost a number that was not needed.
 */
final class SafeNames {
    private static final int MAX_SEGMENT_BYTES = 255;
    private static final String FORBIDDEN = "<>:\"|?*\\/";
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00B9\u00B2\u00B3])\\s*(\\..*)?");

    private final Set<Long> files = new HashSet<>();
    private final Set<Long> folders = new HashSet<>();
    private final Map<Long, Integer> numbers = new HashMap<>();
    /** Folders that could not keep their names: everything in one goes where its first file went. */
    private final Map<Long, String> renamed = new HashMap<>();

    /**
     * The name for the file at {@code path}.
     *
     * @param mark what is added before its ending, such as " (v3)"; may be empty
     */
    String name(String path, String mark) {
        String[] segments = path.split("/", -1);
        StringBuilder name = new StringBuilder();
        long hash = 0;
        for (int i = 0; i < segments.length; i++) {
            boolean isFile = i == segments.length - 1;
            String safe = segment(segments[i]);
            String chosen = choose(hash, isFile ? marked(safe, mark, true) : safe, isFile);
            hash = hash(hash, chosen);
            name.append(chosen).append(isFile ? "" : "/");
        }
        return name.toString();
    }

    /** How many names and folders are remembered. */
    int held() {
        return files.size() + folders.size() + numbers.size() + renamed.size();
    }

    /** One segment of a path as every system can have it. */
    static String segment(String raw) {
        StringBuilder safe = new StringBuilder();
        Normalizer.normalize(raw, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> FORBIDDEN.indexOf(c) >= 0 || isInvisible(c) ? '_' : c)
                .forEach(safe::appendCodePoint);
        for (int i = safe.length() - 1; i >= 0 && (safe.charAt(i) == '.' || safe.charAt(i) == ' '); i--) {
            safe.setCharAt(i, '_');
        }
        if (safe.isEmpty() || RESERVED.matcher(safe).matches()) {
            safe.insert(0, '_');
        }
        return marked(safe.toString(), "", true);
    }

    private String choose(long folder, String segment, boolean isFile) {
        long wanted = hash(folder, segment);
        if (!isFile && renamed.containsKey(wanted)) {
            return renamed.get(wanted);
        }
        String chosen = segment;
        while (isTaken(hash(folder, chosen), isFile)) {
            chosen = marked(segment, " (" + numbers.merge(wanted, 2, (before, two) -> before + 1) + ")", isFile);
        }
        (isFile ? files : folders).add(hash(folder, chosen));
        if (!isFile && !chosen.equals(segment)) {
            renamed.put(wanted, chosen);
        }
        return chosen;
    }

    private boolean isTaken(long hash, boolean isFile) {
        return files.contains(hash) || (isFile && folders.contains(hash));
    }

    /** The mark goes before a file's ending; what is too long is cut before it. */
    private static String marked(String segment, String mark, boolean isFile) {
        int dot = isFile ? segment.lastIndexOf('.') : -1;
        String ending = dot > 0 && segment.length() - dot <= 16 ? segment.substring(dot) : "";
        String stem = segment.substring(0, segment.length() - ending.length());
        while (bytes(stem + mark + ending) > MAX_SEGMENT_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + mark + ending;
    }

    /** FNV-1a of what is the same to a system that does not tell upper from lower case. */
    private static long hash(long folder, String segment) {
        long hash = folder ^ 0xcbf29ce484222325L;
        String folded = segment.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) + '/';
        for (int i = 0; i < folded.length(); i++) {
            hash = (hash ^ folded.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
