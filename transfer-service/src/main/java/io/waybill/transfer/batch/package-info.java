/**
 * Many files come in with one request, as a form or packed as a tar stream; each becomes a version or is refused on its own,
 * and one result for each goes out.
 */
package io.waybill.transfer.batch;
