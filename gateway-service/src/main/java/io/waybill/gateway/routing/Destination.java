package io.waybill.gateway.routing;

/** Who answers a request. */
public enum Destination {
    /** transfer-service: bytes. */
    TRANSFER,
    /** metadata-service: facts. */
    METADATA,
    /** notification-service: events, over a WebSocket. */
    NOTIFICATION,
    /** The gateway itself. */
    GATEWAY
}
