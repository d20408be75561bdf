package io.waybill.metadata.audit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The end of the chain as this replica saw it last, and told it: in its log, and as two numbers for whoever collects metrics.
 * Who changes the database later changes neither.
 */
@ApplicationScoped
public class AuditHead {
    private static final Logger LOG = Logger.getLogger(AuditHead.class);

    /** Half a byte each: a double holds so many exactly. */
    private static final int MARK_DIGITS = 13;

    private final AtomicLong seal = new AtomicLong();
    private final AtomicLong mark = new AtomicLong();
    private final AtomicReference<AuditVerdict.Head> last = new AtomicReference<>();

    /** Tells {@code metrics}. */
    public AuditHead(MeterRegistry metrics) {
        metrics.gauge("waybill.audit.head.seal", seal);
        metrics.gauge("waybill.audit.head.mark", mark);
    }

    /** This is the end of the chain now. */
    void moved(AuditVerdict.Head head) {
        last.set(head);
        seal.set(head.seal());
        mark.set(Long.parseLong(head.hash().substring(0, MARK_DIGITS), 16));
        LOG.infof("the audit log is sealed up to seal %d, %s", head.seal(), head.hash());
    }

    /** The last one that this replica made; empty since its start. */
    Optional<AuditVerdict.Head> last() {
        return Optional.ofNullable(last.get());
    }
}
