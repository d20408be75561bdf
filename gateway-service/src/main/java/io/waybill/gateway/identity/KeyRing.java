package io.waybill.gateway.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All keys that are published now.
 *
 * @param keys in any order
 */
record KeyRing(List<SigningKey> keys) {
    KeyRing {
        keys = List.copyOf(keys);
    }

    /**
     * The key to sign with at {@code now}: the youngest that has started. An old one goes on when nothing has followed it,
     * for a token from yesterday's key is better than none.
     */
    Optional<SigningKey> signer(Instant now) {
        return keys.stream()
                .filter(SigningKey::canSign)
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(Comparator.comparing(SigningKey::signsFrom));
    }

    /** When the last key of the line stops to sign; empty when there is no line. */
    Optional<Instant> signsUntil() {
        return keys.stream()
                .filter(SigningKey::canSign)
                .map(SigningKey::signsUntil)
                .max(Comparator.naturalOrder());
    }
}
