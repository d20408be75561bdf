/** How a service reads what others tell. The value of a Kafka record comes in; an event that is whole, or why it is none, goes out. */
package io.waybill.kit.inbox;
