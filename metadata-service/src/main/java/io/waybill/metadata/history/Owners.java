package io.waybill.metadata.history;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;

/** Whose transfers are asked for. */
public final class Owners {
    /** What rows that count for everybody have for an owner. */
    public static final String EVERYBODY = "";

    private static final String ASKED = "*";

    private Owners() {}

    /**
     * The owner that a request names: the caller when it names none, {@link #EVERYBODY} for {@code *}.
     *
     * @throws WaybillException {@code not_found} when they are not the caller's to see
     */
    public static String of(Caller caller, String owner) {
        if (owner == null) {
            return caller.subject();
        }
        boolean everybody = owner.equals(ASKED);
        boolean mayRead = everybody ? caller.isAdmin() || caller.isService() : caller.mayRead(owner);
        if (!mayRead || owner.isEmpty() || owner.indexOf('\0') >= 0) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such owner, or their transfers are not yours to see.");
        }
        return everybody ? EVERYBODY : owner;
    }
}
