/**
 * Events reach people. What Kafka tells comes in through {@code inbox}, {@code fanout} finds who may see it, and it goes
 * out through {@code socket} as WebSocket frames.
 */
package io.waybill.notification;
