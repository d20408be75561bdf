package io.waybill.contracts.event;

import io.waybill.contracts.Sha256;
import java.util.UUID;

/**
 * A new version of a file shows the bytes of an earlier one.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 * @param versionId the new version
 * @param version its number within the file
 * @param size bytes
 * @param sha256 the digest of its bytes
 * @param restoredVersion the number of the earlier one
 */
public record VersionRestored(
        UUID fileId,
        String owner,
        String path,
        UUID versionId,
        int version,
        long size,
        Sha256 sha256,
        int restoredVersion)
        implements FileEvent {}
