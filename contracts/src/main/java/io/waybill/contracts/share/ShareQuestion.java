package io.waybill.contracts.share;

import io.waybill.contracts.Sha256;

/**
 * Asks which share a link is.
 *
 * @param digest {@link ShareToken#digest}
 */
public record ShareQuestion(Sha256 digest) {}
