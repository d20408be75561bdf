/**
 * How events leave a service without being lost. A transaction calls {@code outbox_append}; a
 * {@link io.waybill.kit.outbox.OutboxRelay} sends what it left as CloudEvents to Kafka, in order per subject, at least once.
 */
package io.waybill.kit.outbox;
