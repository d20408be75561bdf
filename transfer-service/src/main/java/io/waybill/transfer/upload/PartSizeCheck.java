package io.waybill.transfer.upload;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.storage.ObjectStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes a service whose parts the store or the memory would not take end at its start, with one sentence. */
@ApplicationScoped
class PartSizeCheck {
    private final UploadSettings settings;
    private final SlabPool pool;
    private final ObjectStore store;

    PartSizeCheck(UploadSettings settings, SlabPool pool, ObjectStore store) {
        this.settings = settings;
        this.pool = pool;
        this.store = store;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        try {
            PartSize.of(settings, pool).allowedBy(store.partRules());
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException(refused.getMessage());
        }
    }
}
