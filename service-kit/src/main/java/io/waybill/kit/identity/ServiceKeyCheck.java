package io.waybill.kit.identity;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes a service without a usable service secret end at its start, with one sentence, instead of at its first request. */
@ApplicationScoped
public class ServiceKeyCheck {
    private final ServiceKeyFile file;

    /** Checks what is in {@code file}. */
    public ServiceKeyCheck(ServiceKeyFile file) {
        this.file = file;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        try {
            new ServiceKey(file).key();
        } catch (IllegalStateException unusable) {
            throw new ConfigurationException(unusable.getMessage());
        }
    }
}
