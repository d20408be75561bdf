package io.waybill.gateway.shares;

/**
 * What somebody who sent the form of a drop box learns.
 *
 * @param taken how many files are kept
 * @param refused how many are not: without a name, with one that is not allowed, or for want of room
 */
record LeftFiles(int taken, int refused) {}
