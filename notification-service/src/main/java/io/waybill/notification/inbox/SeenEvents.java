package io.waybill.notification.inbox;

import io.waybill.contracts.event.CloudEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Recognises events that come again: the same sequence of the same subject from the same source. It remembers a bounded
 * number, the newest, so an event that comes again much later passes. For one thread.
 */
final class SeenEvents {
    private final Set<Key> keys;

    SeenEvents(int remembered) {
        keys = Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
                return size() > remembered;
            }
        });
    }

    /** Whether {@code event} is new; it is remembered. An event without a sequence is lossy and always new. */
    boolean isNew(CloudEvent event) {
        return event.sequence() == null || keys.add(new Key(event.source(), event.subject(), event.sequence()));
    }

    private record Key(String source, String subject, long sequence) {}
}
