/**
 * What Kafka tells. Records of every partition of the three topics come in, in every replica; each known event goes out to
 * the fan-out once and in order, and a gap goes out as a gap.
 */
package io.waybill.notification.inbox;
