package io.waybill.contracts.api;

import java.util.List;

/**
 * Which parts of an upload are stored.
 *
 * @param count how many parts there are, numbered from 1
 * @param received those that are stored for good
 * @param missing those that are still to be sent
 */
public record UploadParts(int count, List<PartRange> received, List<PartRange> missing) {}
