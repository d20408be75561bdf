/**
 * What every service shares and nothing more: identity, problems, log fields and the outbox. Requests and failures come
 * in; a known caller, a problem+json body and events on Kafka go out.
 */
package io.waybill.kit;
