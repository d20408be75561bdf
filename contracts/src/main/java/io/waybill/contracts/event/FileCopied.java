package io.waybill.contracts.event;

import io.waybill.contracts.Sha256;
import java.util.UUID;

/**
 * A new file shows the bytes of another's head.
 *
 * @param fileId the new file
 * @param owner the OIDC subject of its owner
 * @param path where it is
 * @param versionId its version 1
 * @param size bytes
 * @param sha256 the digest of its bytes
 * @param sourceFileId the file that it is a copy of
 * @param sourceVersion the number of the version that was its head then
 */
public record FileCopied(
        UUID fileId,
        String owner,
        String path,
        UUID versionId,
        long size,
        Sha256 sha256,
        UUID sourceFileId,
        int sourceVersion)
        implements FileEvent {}
