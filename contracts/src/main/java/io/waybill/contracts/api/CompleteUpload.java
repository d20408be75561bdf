package io.waybill.contracts.api;

import io.waybill.contracts.Sha256;

/**
 * A client says that every part is sent: {@code POST /api/uploads/{id}/complete}, with this as JSON or without a body.
 *
 * @param sha256 the digest of the whole file, or null when it was told at the start or is not known
 */
public record CompleteUpload(Sha256 sha256) {}
