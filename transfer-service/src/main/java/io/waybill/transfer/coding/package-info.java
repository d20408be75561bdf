/**
 * A body with a content coding (RFC 9110 §8.4) comes in, gzip or zstd, or content that its reader would rather have coded; the
 * other form goes out as it is asked for, a buffer at a time, within bounds that a small bomb cannot break.
 */
package io.waybill.transfer.coding;
