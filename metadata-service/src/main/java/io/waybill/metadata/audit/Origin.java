package io.waybill.metadata.audit;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.waybill.contracts.api.CommitVersion;

/**
 * Where a change comes from.
 *
 * @param actor the OIDC subject of the person who asks for it, or the name of what acts by itself; null when it is the owner of
 *     what is changed, through a sister service
 * @param address the address of their client, or null
 * @param agent their program, or null
 * @param requestId the request, or null
 */
public record Origin(String actor, String address, String agent, String requestId) {
    private static final String KEY = Origin.class.getName();
    private static final Origin NOBODY = new Origin("metadata-service", null, null, null);

    /** Where an upload came from. */
    public static Origin of(CommitVersion commit) {
        return new Origin(commit.owner(), commit.address(), commit.client(), commit.requestId());
    }

    /** Where the request at hand comes from; metadata-service itself when there is none. */
    public static Origin current() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(KEY, NOBODY) : NOBODY;
    }

    /** The same place, with {@code another} acting from there. */
    public Origin by(String another) {
        return new Origin(another, address, agent, requestId);
    }

    /** Whether a person asks, themselves. */
    boolean isPerson() {
        return actor != null && requestId != null;
    }

    /** Notes it for everything that the request at hand does. */
    void note() {
        if (VertxContext.isOnDuplicatedContext()) {
            ContextLocals.put(KEY, this);
        }
    }
}
