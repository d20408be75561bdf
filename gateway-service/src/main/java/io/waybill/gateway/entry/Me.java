package io.waybill.gateway.entry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Who the caller is: {@code GET /api/me}.
 *
 * @param subject the OIDC subject, which owns files
 * @param name what to call them
 * @param roles {@code user}, {@code admin}
 * @param scopes what the credential is good for: {@code read}, {@code write}, {@code admin}
 * @param key the public part of the API key that was sent, or null
 * @param pathPrefix the only folder that the credential is good for, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Me(String subject, String name, List<String> roles, List<String> scopes, String key, String pathPrefix) {}
