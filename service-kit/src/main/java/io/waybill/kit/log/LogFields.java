package io.waybill.kit.log;

import java.util.UUID;
import org.jboss.logging.MDC;

/**
 * Names what the work at hand is about, for every log line that follows on the same request (the mapped diagnostic context
 * of a Vert.x duplicated context, or of the thread where there is none). Ids only: no names, no paths, no secrets.
 */
public final class LogFields {
    private LogFields() {}

    /** The request, as in {@code X-Request-Id}. */
    public static void request(String requestId) {
        MDC.put("requestId", requestId);
    }

    /** The upload. */
    public static void upload(UUID uploadId) {
        MDC.put("uploadId", uploadId.toString());
    }

    /** The file. */
    public static void file(UUID fileId) {
        MDC.put("fileId", fileId.toString());
    }

    /** The OIDC subject whose things are worked on. */
    public static void owner(String subject) {
        MDC.put("owner", subject);
    }

    /** Forgets all fields: for work that outlives its request. */
    public static void clear() {
        MDC.clear();
    }
}
