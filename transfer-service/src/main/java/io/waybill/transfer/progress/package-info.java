/** How far uploads are, told to Kafka a few times a second. Byte counts come in; lossy events go out, and nothing waits for them. */
package io.waybill.transfer.progress;
