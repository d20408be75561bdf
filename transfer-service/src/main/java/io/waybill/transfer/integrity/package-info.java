/**
 * Digests of what passes through. Bytes, saved digest states and digest headers come in; SHA-256 values and states that
 * another replica can go on with go out.
 */
package io.waybill.transfer.integrity;
