package io.waybill.transfer.upload;

import io.waybill.contracts.Sha256;
import io.waybill.transfer.storage.StoredPart;

/**
 * One line of our manifest.
 *
 * @param part what the store said of it
 * @param sha256 the digest it was checked against
 */
record StoredPartRow(StoredPart part, Sha256 sha256) {}
