package io.waybill.kit.fault;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes a service with failpoints end at its start, with one sentence, unless it belongs to a local stack. */
@ApplicationScoped
public class FailpointCheck {
    private final LocalStack local;

    /** Trusts what {@code local} says. */
    public FailpointCheck(LocalStack local) {
        this.local = local;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        check(Failpoint.isOn());
    }

    void check(boolean on) {
        if (on && !local.enabled()) {
            throw new ConfigurationException(
                    Failpoint.SETTING
                            + " is set: it ends this process on purpose and is for the crash tests of a local stack. Unset it.");
        }
    }
}
