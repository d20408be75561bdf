/**
 * Waybills: signed receipts of completed uploads. The id of an upload comes in; what its commit wrote goes out, signed, and the
 * public keys to check it with.
 */
package io.waybill.metadata.receipts;
