package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.UUID;

/**
 * One upload as its owner sees it: {@code GET /api/uploads/{id}}.
 *
 * @param id the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param state where it is in its life
 * @param offset bytes acknowledged: never taken back
 * @param length bytes promised, or null while unknown
 * @param partSizeBytes how many bytes are stored at a time
 * @param bytesPerSecond mean speed since it was opened
 * @param secondsLeft how long the rest takes at this speed; null when that is not known, or there is no rest
 * @param createdAt when it was opened
 * @param updatedAt when bytes last became durable
 * @param expiresAt when it ends unless more bytes come
 * @param parts which parts are stored, where they come in any order and one upload is asked for
 * @param version what it became, once COMPLETED
 * @param error why it ended, once FAILED
 * @param priority 0 to 10; where uploads have to wait, 10 goes first
 * @param queuedSince since when it has its place in line, while QUEUED
 * @param ahead how many uploads are let in before it if they are all at the same replica, where one QUEUED upload is asked for
 * @param concat whether it is a piece of a file or put together from such pieces, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UploadStatus(
        UUID id,
        String owner,
        String path,
        UploadState state,
        long offset,
        Long length,
        long partSizeBytes,
        long bytesPerSecond,
        Long secondsLeft,
        Instant createdAt,
        Instant updatedAt,
        Instant expiresAt,
        UploadParts parts,
        FileVersion version,
        ErrorCode error,
        int priority,
        Instant queuedSince,
        Long ahead,
        Concat concat) {

    /** The part that an upload plays in a tus concatenation. */
    public enum Concat {
        /** A piece of a file; it becomes no file of its own. */
        @JsonProperty("partial")
        PARTIAL,
        /** Put together from partial uploads. */
        @JsonProperty("final")
        FINAL
    }
}
