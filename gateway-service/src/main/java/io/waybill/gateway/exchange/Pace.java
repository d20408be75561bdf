package io.waybill.gateway.exchange;

/** How fast the bytes of one direction of an exchange may go. */
@FunctionalInterface
public interface Pace {
    /** As fast as they come. */
    Pace FREE = bytes -> 0;

    /**
     * Counts bytes that went. Any thread.
     *
     * @param bytes how many; 0 to ask only
     * @return for how many nanoseconds no further ones may; 0 when they may at once
     */
    long spend(long bytes);
}
