package io.waybill.gateway.routing;

/** Who may use a route at all; whose files they may touch is decided by the services. */
public enum Access {
    /** Whoever is signed in and has a role in Waybill. */
    SIGNED_IN,
    /** Whoever can reach the gateway. */
    ANYONE
}
