package io.waybill.transfer.storage;

/**
 * What a store asks of the parts of one object, for who decides where to cut a copy.
 *
 * @param minBytes the least bytes of every part but the last
 * @param sharesParts whether a copy of exactly one whole part of another object shares its bytes and moves none
 */
public record PartRules(long minBytes, boolean sharesParts) {}
