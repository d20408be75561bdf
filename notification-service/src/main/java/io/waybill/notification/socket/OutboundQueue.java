package io.waybill.notification.socket;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Frames that wait for one reader: bounded in number and characters, in the order they came. Of the progress of one upload
 * only the newest is kept. When a frame that must not be lost does not fit, everything that waits is replaced by one
 * {@code resync} frame. Not thread-safe.
 */
final class OutboundQueue {
    /** What became of an offered frame. */
    enum Outcome {
        /** It waits. */
        QUEUED,
        /** It waits in the place of an older one, or was left out: progress is lossy. */
        CONFLATED,
        /** It did not fit: the reader will be told to start over. */
        OVERFLOWED
    }

    private final int maxFrames;
    private final long maxCharacters;
    private final String resync;
    private final Map<Object, String> waiting = new LinkedHashMap<>(4);
    private long characters;

    OutboundQueue(int maxFrames, long maxCharacters, String resync) {
        this.maxFrames = maxFrames;
        this.maxCharacters = maxCharacters;
        this.resync = resync;
    }

    /** Offers a frame that must reach the reader. */
    Outcome offer(String frame) {
        while (!fits(frame)) {
            if (!dropOldestProgress()) {
                waiting.clear();
                characters = 0;
                put(Resync.KEY, resync);
                return Outcome.OVERFLOWED;
            }
        }
        put(new Object(), frame);
        return Outcome.QUEUED;
    }

    /** Offers progress of {@code uploadId}. */
    Outcome offerProgress(UUID uploadId, String frame) {
        String older = waiting.get(uploadId);
        if (older == null && !fits(frame)) {
            return Outcome.CONFLATED;
        }
        put(uploadId, frame);
        return older == null ? Outcome.QUEUED : Outcome.CONFLATED;
    }

    /** Makes everything that waits give way to one {@code resync} frame. */
    void offerResync() {
        waiting.clear();
        characters = 0;
        put(Resync.KEY, resync);
    }

    /** Takes the frame that has waited longest. */
    Optional<String> take() {
        Iterator<String> oldest = waiting.values().iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        String frame = oldest.next();
        oldest.remove();
        characters -= frame.length();
        return Optional.of(frame);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** A frame larger than the bound is let through when nothing else waits: a snapshot is bounded on its own. */
    private boolean fits(String frame) {
        return waiting.isEmpty() || (waiting.size() < maxFrames && characters + frame.length() <= maxCharacters);
    }

    private boolean dropOldestProgress() {
        Iterator<Map.Entry<Object, String>> entries = waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Object, String> entry = entries.next();
            if (entry.getKey() instanceof UUID) {
                characters -= entry.getValue().length();
                entries.remove();
                return true;
            }
        }
        return false;
    }

    private void put(Object key, String frame) {
        String replaced = waiting.put(key, frame);
        characters += frame.length() - (replaced == null ? 0 : replaced.length());
    }

    private enum Resync {
        KEY
    }
}
