/**
 * Bytes come in over tus 1.0.0 or one {@code PUT}, and become durable parts, an acknowledged offset and at last a version.
 * What goes out is a promise that is never taken back, and the events that tell of it.
 */
package io.waybill.transfer.upload;
