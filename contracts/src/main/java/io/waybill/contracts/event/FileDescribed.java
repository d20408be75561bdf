package io.waybill.contracts.event;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The owner of a file says something else about it.
 *
 * @param fileId the file
 * @param owner the OIDC subject of its owner
 * @param path where the file is
 * @param tags all of them now
 * @param attributes all of them now
 */
public record FileDescribed(UUID fileId, String owner, String path, List<String> tags, Map<String, String> attributes)
        implements FileEvent {
    /** Copies tags and attributes. */
    public FileDescribed {
        tags = List.copyOf(tags);
        attributes = Map.copyOf(attributes);
    }
}
