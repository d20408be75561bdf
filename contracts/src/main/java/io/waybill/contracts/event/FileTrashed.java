package io.waybill.contracts.event;

import java.util.UUID;

/**
 * A file was put into the trash by its owner; its path is free.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file was
 */
public record FileTrashed(UUID fileId, String owner, String path) implements FileEvent {}
