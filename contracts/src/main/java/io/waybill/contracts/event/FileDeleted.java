package io.waybill.contracts.event;

import java.util.UUID;

/**
 * A file and all its versions are gone for good.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file was
 */
public record FileDeleted(UUID fileId, String owner, String path) implements FileEvent {}
