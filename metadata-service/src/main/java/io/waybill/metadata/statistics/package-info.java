/**
 * Transfers counted. What {@code history} counts as it goes comes in; statistics by day, in total and by type, and clients with what
 * they moved, go out: no row of a transfer is read for them.
 */
package io.waybill.metadata.statistics;
