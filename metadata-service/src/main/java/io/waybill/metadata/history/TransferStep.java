package io.waybill.metadata.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadCompleted;
import io.waybill.contracts.event.UploadExpired;
import io.waybill.contracts.event.UploadFailed;
import io.waybill.contracts.event.UploadOpened;
import java.time.Instant;
import java.util.UUID;

/**
 * What one event, or several of the same upload, say about a transfer; null means nothing. Two are put together in any order and
 * any number of times with the same outcome; the database does the same with what it has ({@code transfers_apply}).
 */
record TransferStep(
        UUID id,
        String owner,
        String path,
        UploadState state,
        long sequence,
        long bytes,
        Long length,
        String contentType,
        String agent,
        String program,
        String address,
        String errorCode,
        String errorDetail,
        UUID fileId,
        Integer version,
        Instant startedAt,
        Instant endedAt) {

    /** What {@code told} says; it has a time and a sequence. */
    static TransferStep of(CloudEvent told, TransferEvent event) {
        Instant time = told.time();
        long sequence = told.sequence();
        if (event instanceof UploadOpened opened) {
            return new TransferStep(
                    opened.uploadId(),
                    opened.owner(),
                    opened.path(),
                    UploadState.OPEN,
                    sequence,
                    0,
                    opened.length(),
                    opened.contentType(),
                    opened.client(),
                    opened.program(),
                    opened.address(),
                    null,
                    null,
                    null,
                    null,
                    earlier(opened.startedAt(), time),
                    null);
        }
        if (event instanceof UploadCompleted done) {
            return new TransferStep(
                    done.uploadId(),
                    done.owner(),
                    done.path(),
                    UploadState.COMPLETED,
                    sequence,
                    done.size(),
                    done.size(),
                    done.contentType(),
                    done.client(),
                    null,
                    null,
                    null,
                    null,
                    done.fileId(),
                    done.version(),
                    earlier(done.startedAt(), time),
                    time);
        }
        if (event instanceof UploadFailed failed) {
            return ended(failed, UploadState.FAILED, sequence, failed.offset(), failed.length(), time)
                    .by(failed.client(), failed.contentType(), failed.startedAt())
                    .because(failed.code() == null ? null : failed.code().code(), failed.detail());
        }
        if (event instanceof UploadCancelled cancelled) {
            return ended(cancelled, UploadState.CANCELLED, sequence, cancelled.offset(), cancelled.length(), time)
                    .by(cancelled.client(), cancelled.contentType(), cancelled.startedAt());
        }
        UploadExpired expired = (UploadExpired) event;
        return ended(expired, UploadState.EXPIRED, sequence, expired.offset(), expired.length(), time)
                .by(expired.client(), expired.contentType(), expired.startedAt());
    }

    private static TransferStep ended(
            TransferEvent event, UploadState state, long sequence, long offset, Long length, Instant time) {
        return new TransferStep(
                event.uploadId(),
                event.owner(),
                event.path(),
                state,
                sequence,
                offset,
                length,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                time,
                time);
    }

    private TransferStep by(String client, String type, Instant started) {
        return new TransferStep(
                id,
                owner,
                path,
                state,
                sequence,
                bytes,
                length,
                type,
                client,
                program,
                address,
                errorCode,
                errorDetail,
                fileId,
                version,
                earlier(started, startedAt),
                endedAt);
    }

    private TransferStep because(String code, String detail) {
        return new TransferStep(
                id,
                owner,
                path,
                state,
                sequence,
                bytes,
                length,
                contentType,
                agent,
                program,
                address,
                code,
                detail,
                fileId,
                version,
                startedAt,
                endedAt);
    }

    /** Both together: the later says how the transfer stands, and the earlier what the later does not know. */
    TransferStep and(TransferStep other) {
        boolean isLater = sequence >= other.sequence;
        TransferStep later = isLater ? this : other;
        TransferStep before = isLater ? other : this;
        return new TransferStep(
                id,
                later.owner,
                later.path,
                later.state,
                later.sequence,
                later.bytes,
                known(later.length, before.length),
                known(later.contentType, before.contentType),
                known(before.agent, later.agent),
                known(before.program, later.program),
                known(before.address, later.address),
                known(before.errorCode, later.errorCode),
                known(before.errorDetail, later.errorDetail),
                known(before.fileId, later.fileId),
                known(before.version, later.version),
                earlier(before.startedAt, later.startedAt),
                known(before.endedAt, later.endedAt));
    }

    /** Writes it as {@code transfers_apply} reads it. */
    void writeTo(ObjectNode row) {
        row.put("id", id.toString())
                .put("owner", owner)
                .put("path", path)
                .put("state", state.name())
                .put("sequence", sequence)
                .put("bytes", bytes)
                .put("length", length)
                .put("content_type", contentType)
                .put("agent", agent)
                .put("program", program)
                .put("address", address)
                .put("error_code", errorCode)
                .put("error_detail", errorDetail)
                .put("file_id", fileId == null ? null : fileId.toString())
                .put("version", version)
                .put("started_at", startedAt.toString())
                .put("ended_at", endedAt == null ? null : endedAt.toString());
    }

    private static <T> T known(T first, T second) {
        return first == null ? second : first;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one != null && one.isBefore(other) ? one : other;
    }
}
