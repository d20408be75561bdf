package io.waybill.contracts.event;

import java.util.UUID;

/** A change to one file, on {@link Topics#FILES}. */
public sealed interface FileEvent extends WaybillEvent
        permits VersionCommitted,
                VersionRestored,
                VersionLabelled,
                VersionDeleted,
                FileMoved,
                FileCopied,
                FileDescribed,
                FileTrashed,
                FileUndeleted,
                FileDeleted {
    /** The file. */
    UUID fileId();

    /** Where the file is, or was. */
    String path();

    @Override
    default String subject() {
        return fileId().toString();
    }
}
