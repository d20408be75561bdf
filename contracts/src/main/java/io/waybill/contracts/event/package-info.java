/**
 * What services tell each other through Kafka. A past-tense record goes in; a CloudEvent in JSON goes out.
 */
package io.waybill.contracts.event;
