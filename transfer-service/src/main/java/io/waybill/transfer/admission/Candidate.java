package io.waybill.transfer.admission;

import java.util.UUID;

/**
 * A request that brings bytes and asks to be let in.
 *
 * @param upload what it is for: requests for the same upload share one of the active uploads, and one place
 * @param owner whose it is
 * @param priority 0 to 10; 10 goes first
 * @param bytes how many it may hold at once
 * @param exclusive whether it is the only one at its upload: it takes the place of an older one, and the slot
 * @param keepsPlace whether its client can come back to its place
 */
public record Candidate(UUID upload, String owner, int priority, long bytes, boolean exclusive, boolean keepsPlace) {}
