package io.waybill.contracts.api;

/**
 * What one owner may store: {@code PUT /api/users/{owner}/quota}.
 *
 * @param limit bytes, from 0
 */
public record QuotaLimit(Long limit) {}
