package io.waybill.contracts.share;

import java.time.Instant;
import java.util.UUID;

/**
 * A download that begins: counted once, however often it is told.
 *
 * @param id names the download, and nothing else ever
 * @param share the share that it comes by
 * @param fileId the file
 * @param version the number of its version
 * @param until how long it may be asked for again, whole or in ranges, without being counted again
 */
public record ShareDownload(UUID id, UUID share, UUID fileId, int version, Instant until) {}
