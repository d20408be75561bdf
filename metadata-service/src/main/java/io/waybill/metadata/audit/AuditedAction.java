package io.waybill.metadata.audit;

import io.waybill.contracts.event.FileCopied;
import io.waybill.contracts.event.FileEvent;
import io.waybill.contracts.event.VersionCommitted;
import io.waybill.contracts.event.VersionDeleted;
import io.waybill.contracts.event.VersionLabelled;
import io.waybill.contracts.event.VersionRestored;
import java.util.UUID;

/**
 * Something that was done, or refused.
 *
 * @param action what, such as {@code version.committed}
 * @param owner whose things it was done to, or null
 * @param fileId the file, or null
 * @param path where the file is then, or null
 * @param version the number of the version, or null
 * @param uploadId the upload that did it, or null
 * @param result {@value #OK}, or the code of the problem
 */
public record AuditedAction(
        String action, String owner, UUID fileId, String path, Integer version, UUID uploadId, String result) {
    /** The result of what was done. */
    public static final String OK = "ok";

    private static final String PREFIX = "io.waybill.";
    private static final String VERSION = ".v1";

    /** Something about an owner, and no file of theirs. */
    public static AuditedAction of(String action, String owner) {
        return of(action, owner, null);
    }

    /** Something about a place of an owner, and no single file there. */
    public static AuditedAction of(String action, String owner, String path) {
        return new AuditedAction(action, owner, null, path, null, null, OK);
    }

    /** What {@code event} tells. */
    public static AuditedAction of(FileEvent event) {
        String type = event.type().type();
        String action = type.substring(PREFIX.length(), type.length() - VERSION.length());
        UUID uploadId = event instanceof VersionCommitted committed ? committed.uploadId() : null;
        return new AuditedAction(action, event.owner(), event.fileId(), event.path(), versionOf(event), uploadId, OK);
    }

    private static Integer versionOf(FileEvent event) {
        if (event instanceof VersionCommitted committed) {
            return committed.version();
        }
        if (event instanceof VersionRestored restored) {
            return restored.version();
        }
        if (event instanceof VersionLabelled labelled) {
            return labelled.version();
        }
        if (event instanceof VersionDeleted deleted) {
            return deleted.version();
        }
        return event instanceof FileCopied ? Integer.valueOf(1) : null;
    }
}
