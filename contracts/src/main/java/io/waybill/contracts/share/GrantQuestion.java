package io.waybill.contracts.share;

import java.util.UUID;

/**
 * Asks what somebody with an account was given.
 *
 * @param share the share
 * @param grantee the OIDC subject of whoever asks
 */
public record GrantQuestion(UUID share, String grantee) {}
