package io.waybill.gateway.limits;

/**
 * What a replica asks of a shared bucket.
 *
 * @param bucket its name
 * @param rate how it fills
 * @param wanted how much to take, at most the quota
 * @param first whether this replica knows nothing of it yet
 */
record Claim(String bucket, Rate rate, int wanted, boolean first) {}
