package io.waybill.contracts.event;

import io.waybill.contracts.Sha256;
import java.util.UUID;

/**
 * A new version of a file is visible.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 * @param versionId the version
 * @param version its number within the file, from 1
 * @param size bytes
 * @param sha256 the digest of its bytes
 * @param uploadId the upload that brought it
 */
public record VersionCommitted(
        UUID fileId, String owner, String path, UUID versionId, int version, long size, Sha256 sha256, UUID uploadId)
        implements FileEvent {}
