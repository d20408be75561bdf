package io.waybill.contracts.key;

import io.waybill.contracts.Sha256;

/**
 * Asks whose key somebody has sent.
 *
 * @param id the public part of the key
 * @param digest {@link ApiKeyText#digest}
 */
public record KeyQuestion(String id, Sha256 digest) {}
