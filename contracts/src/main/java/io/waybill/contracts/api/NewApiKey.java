package io.waybill.contracts.api;

import java.util.List;

/**
 * Asks for an API key.
 *
 * @param name what its owner calls it: 1 to 100 characters
 * @param scopes what it may be used for: {@code read}, {@code write}, {@code admin}
 * @param pathPrefix the only folder that it is good for, or null for all
 * @param expiresInDays how long it is good for; null for the usual time
 */
public record NewApiKey(String name, List<String> scopes, String pathPrefix, Integer expiresInDays) {}
