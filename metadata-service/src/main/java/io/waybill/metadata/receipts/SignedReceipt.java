package io.waybill.metadata.receipts;

import java.util.UUID;

/**
 * {@code GET /api/receipts/{uploadId}}.
 *
 * @param uploadId the upload
 * @param receipt a compact JWS (RFC 7515), ES256
 * @param claims what it says
 * @param keys where the public keys are
 */
record SignedReceipt(UUID uploadId, String receipt, Receipt claims, String keys) {}
