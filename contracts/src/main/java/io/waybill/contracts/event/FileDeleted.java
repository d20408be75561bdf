package io.waybill.contracts.event;

import java.util.UUID;

/**
 * A file and all its versions were deleted by their owner.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 */
public record FileDeleted(UUID fileId, String owner, String path) implements FileEvent {}
