package io.waybill.gateway.socket;

import io.waybill.kit.identity.Caller;
import java.time.Instant;
import java.util.UUID;

/** What keeps a socket open. */
sealed interface Lease {
    /** As long as a browser session goes on and speaks for the same person with the same roles. */
    record OfSession(UUID session, Caller caller) implements Lease {}

    /** Until {@code goodUntil}, unless {@code socket} is prolonged by its owner. */
    record OfCredential(UUID socket, Instant goodUntil) implements Lease {}
}
