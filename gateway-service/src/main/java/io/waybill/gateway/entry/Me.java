package io.waybill.gateway.entry;

import java.util.List;

/**
 * Who the caller is: {@code GET /api/me}.
 *
 * @param subject the OIDC subject, which owns files
 * @param name what to call them
 * @param roles {@code user}, {@code admin}
 */
record Me(String subject, String name, List<String> roles) {}
