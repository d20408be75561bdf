package io.waybill.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;

/**
 * A version of a file was given a label, or lost it.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 * @param version the number of the version
 * @param label its label now, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionLabelled(UUID fileId, String owner, String path, int version, String label) implements FileEvent {}
