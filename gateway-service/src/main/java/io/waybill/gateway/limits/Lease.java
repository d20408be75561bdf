package io.waybill.gateway.limits;

/**
 * What came of a {@link Claim}.
 *
 * @param granted what was taken out for the asking replica: as much as was wanted, or all that there was
 * @param level what is left in it; less than 1 when less was granted than wanted
 */
record Lease(int granted, double level) {}
