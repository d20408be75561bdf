package io.waybill.gateway.routing;

/** Who may use a route at all; whose files they may touch is decided by the services. */
public enum Access {
    /** Whoever is signed in and has a role in Waybill. */
    SIGNED_IN,
    /** Whoever has a link that somebody shares; its token is the second segment of the path. */
    LINK,
    /** Whoever can reach the gateway. */
    ANYONE
}
