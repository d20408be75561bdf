package io.waybill.gateway.identity;

import java.time.Instant;

/**
 * An internal token.
 *
 * @param authorization the value of {@code Authorization} that carries it
 * @param freshUntil until when it may be handed out again: half of its life, so that it never dies on its way
 */
record MintedToken(String authorization, Instant freshUntil) {}
