package io.waybill.contracts.api;

import java.time.Instant;
import java.util.UUID;

/**
 * How the parts of an upload are cut: the answer to {@link NewUpload}.
 *
 * @param id the upload
 * @param path the path it was opened for
 * @param sizeBytes the size of the whole file
 * @param partSizeBytes the exact size of every part but the last, which has the rest
 * @param partCount how many parts there are, numbered from 1
 * @param expiresAt when it ends unless more bytes come
 */
public record OpenedUpload(
        UUID id, String path, long sizeBytes, long partSizeBytes, int partCount, Instant expiresAt) {}
