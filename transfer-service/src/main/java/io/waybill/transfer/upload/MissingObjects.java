package io.waybill.transfer.upload;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Rows whose object is not in the store: a human is called, by an ERROR in the log and the gauge
 * {@code waybill_reconciler_missing_objects}. Nothing is ever repaired by guessing.
 */
@ApplicationScoped
public class MissingObjects {
    private static final Logger LOG = Logger.getLogger(MissingObjects.class);
    private static final int MAX_REMEMBERED = 10_000;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    MissingObjects(MeterRegistry registry) {
        registry.gauge("waybill.reconciler.missing.objects", keys, Set::size);
    }

    /** Notes that {@code key} should be in the store and is not, or not with its size. */
    public void report(String key, String whoNeedsIt) {
        if (keys.size() < MAX_REMEMBERED && keys.add(key)) {
            LOG.errorf(
                    "object %s is missing or damaged, and %s: restore it from a copy; nothing was changed",
                    key, whoNeedsIt);
        }
    }

    /** Notes that {@code key} is in the store after all. */
    public void found(String key) {
        keys.remove(key);
    }
}
