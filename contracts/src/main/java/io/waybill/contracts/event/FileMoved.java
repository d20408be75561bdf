package io.waybill.contracts.event;

import java.util.UUID;

/**
 * A file has another path.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is now
 * @param from where it was
 */
public record FileMoved(UUID fileId, String owner, String path, String from) implements FileEvent {}
