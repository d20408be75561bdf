package io.waybill.system.crash;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** What clients were told, written down outside of the system; what contradicts it is a breach. Safe for concurrent use. */
public final class Ledger {
    private final Map<String, Long> offsets = new ConcurrentHashMap<>();
    private final Queue<Version> versions = new ConcurrentLinkedQueue<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();

    /**
     * One acknowledged version.
     *
     * @param path of its file; no other upload has it
     * @param sha256 of its bytes, as the client computed it
     */
    public record Version(String path, String sha256) {}

    /** An upload was said to stand at {@code offset}: less than it was said before is a breach. */
    public void offset(String upload, long offset) {
        offsets.merge(upload, offset, (before, now) -> {
            if (now < before) {
                breach(upload + " stood at " + before + " and stands at " + now);
            }
            return Math.max(before, now);
        });
    }

    /** A file was said to be stored. */
    public void version(String path, String sha256) {
        versions.add(new Version(path, sha256));
    }

    /** Something was answered that nobody should be told. */
    public void breach(String sentence) {
        breaches.add(sentence);
    }

    public List<Version> versions() {
        return List.copyOf(versions);
    }

    public List<String> breaches() {
        return breaches;
    }

    int acknowledgedOffsets() {
        return offsets.size();
    }
}
