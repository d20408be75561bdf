/**
 * The service's surroundings in tests. Real Kafka and small HTTP peers come in; addresses, tokens and clients go out.
 */
package io.waybill.notification.peer;
