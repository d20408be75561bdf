package io.waybill.gateway.identity;

/** Where signing keys come from. Blocking. */
interface KeySource {
    /**
     * All keys to publish now; at least one of them can sign. May be called by many replicas at once and any number of
     * times.
     */
    KeyRing load();
}
