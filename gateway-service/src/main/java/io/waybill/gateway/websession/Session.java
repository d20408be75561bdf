package io.waybill.gateway.websession;

import io.waybill.kit.identity.Caller;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who is signed in with a browser.
 *
 * @param id names the session here; not what the browser holds
 * @param caller whom it speaks for
 * @param shown which of its cookies the request came with
 * @param rotate whether a new cookie is due
 * @param freshUntil when the provider is to be asked again
 * @param goodUntil when what it said holds no longer
 * @param seenAt its last request, give or take a minute
 * @param endsAt when it ends however busy it is
 */
record Session(
        UUID id,
        Caller caller,
        Shown shown,
        boolean rotate,
        Instant freshUntil,
        Instant goodUntil,
        Instant seenAt,
        Instant endsAt) {
    /** Cookies of one session: a new one counts from when the browser shows it, for the answer that brought it may be lost. */
    enum Shown {
        CURRENT,
        NEXT,
        LAST
    }
}
