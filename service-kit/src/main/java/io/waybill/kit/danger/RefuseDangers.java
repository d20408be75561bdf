package io.waybill.kit.danger;

import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.waybill.kit.fault.LocalStack;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Makes a service with dangerous settings end at its start and say all of them, unless it belongs to a local stack. */
@ApplicationScoped
public class RefuseDangers {
    private static final Logger LOG = Logger.getLogger(RefuseDangers.class);

    private final List<DangerCheck> checks;
    private final Set<String> accepted;
    private final boolean local;

    /** Asks every one of {@code checks}. */
    @Inject
    public RefuseDangers(@All List<DangerCheck> checks, DangerConfig config, LocalStack local) {
        this(checks, config.codes().orElse(Set.of()), local.enabled() || LaunchMode.current() != LaunchMode.NORMAL);
    }

    RefuseDangers(List<DangerCheck> checks, Set<String> accepted, boolean local) {
        this.checks = checks;
        this.accepted = accepted;
        this.local = local;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        if (!local) {
            check();
        }
    }

    /**
     * Passes when no danger is left that nobody accepted, wherever this runs.
     *
     * @throws ConfigurationException with a sentence for each
     */
    public void check() {
        List<Danger> found = checks.stream().flatMap(DangerCheck::find).toList();
        found.stream()
                .filter(danger -> accepted.contains(danger.code()))
                .forEach(danger -> LOG.warnf("Accepted danger %s: %s", danger.code(), danger.sentence()));
        List<Danger> refused = found.stream()
                .filter(danger -> !accepted.contains(danger.code()))
                .toList();
        if (!refused.isEmpty()) {
            throw new ConfigurationException(refused.stream()
                    .map(Danger::sentence)
                    .collect(Collectors.joining(
                            " ",
                            "This service does not start with dangerous settings. ",
                            " Who knows better sets WAYBILL_ACCEPTED_DANGERS="
                                    + refused.stream().map(Danger::code).collect(Collectors.joining(",")) + '.')));
        }
    }
}
