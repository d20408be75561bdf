package io.waybill.kit.problem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.jboss.logging.Logger;

/** What the log keeps of a failure: the whole story when it is our fault, a line when it will pass, nothing when it is the client's. */
final class ProblemLog {
    private static final Logger LOG = Logger.getLogger(ProblemLog.class);

    private ProblemLog() {}

    static void record(WaybillException shown, String requestId) {
        ErrorCode code = shown.code();
        if (code.isTransient()) {
            LOG.warnf(
                    "%s: %s (request %s, because of %s)", code.code(), shown.getMessage(), requestId, shown.getCause());
        } else if (code.status() >= 500) {
            LOG.errorf(shown, "%s (request %s)", code.code(), requestId);
        } else {
            LOG.debugf("%s: %s (request %s)", code.code(), shown.getMessage(), requestId);
        }
    }
}
