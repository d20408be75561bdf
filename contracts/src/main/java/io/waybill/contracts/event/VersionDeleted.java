package io.waybill.contracts.event;

import java.util.UUID;

/**
 * One version of a file is gone, by its owner or by a retention rule; the file is still there.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 * @param version the number of the version
 * @param headVersion the number of the version that the file shows now
 * @param retention whether a rule removed it
 */
public record VersionDeleted(UUID fileId, String owner, String path, int version, int headVersion, boolean retention)
        implements FileEvent {}
