package io.waybill.kit.identity;

import java.time.Instant;

/**
 * What a verified token said.
 *
 * @param caller who it speaks for
 * @param expiresAt when it stops to
 */
record VerifiedToken(Caller caller, Instant expiresAt) {
    boolean isValidAt(Instant now) {
        return now.isBefore(expiresAt);
    }
}
