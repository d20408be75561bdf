package io.waybill.contracts.share;

import java.util.UUID;

/**
 * Asks whether a password is that of a share.
 *
 * @param share the share
 * @param password what somebody typed
 */
public record SharePassword(UUID share, String password) {
    /** Without the password: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "SharePassword[" + share + ']';
    }
}
