package io.waybill.kit.outbox;

/**
 * How far the relay is behind.
 *
 * @param unsent events that wait, counted up to 100 000
 * @param lagSeconds age of the oldest of them, 0 when none waits
 */
public record OutboxBacklog(long unsent, double lagSeconds) {}
