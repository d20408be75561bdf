/**
 * Bytes that nothing shows any more. Dropped versions come in, in the transaction that drops them; the transfer service
 * claims them, deletes their bytes and confirms.
 */
package io.waybill.metadata.purges;
