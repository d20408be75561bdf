package io.waybill.contracts.event;

import java.util.UUID;

/**
 * A file was taken out of the trash by its owner.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is now; not where it was when that path was taken meanwhile
 */
public record FileUndeleted(UUID fileId, String owner, String path) implements FileEvent {}
