/** What the world is told about files. A change comes in, inside its transaction; a CloudEvent on Kafka goes out. */
package io.waybill.metadata.events;
