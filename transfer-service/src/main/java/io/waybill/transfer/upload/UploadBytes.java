package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * How far an upload is, as its row says: every number here is durable.
 *
 * @param length bytes promised, or null while unknown
 * @param offset bytes acknowledged: whole parts and the tail
 * @param partSizeBytes the size of the next part, unless it is the last
 * @param partCount whole parts stored, numbered from 1
 * @param storeKey where the object is or will be
 * @param stageId the staged object its parts go to, or null before the first whole part
 * @param tail the acknowledged bytes after the last whole part, or null
 * @param digestState the SHA-256 over the whole parts, not finished; null before the first part
 * @param epoch raised by every new writer; a change names the epoch that it saw
 * @param leaseUntil until when somebody is at work on it, or null
 * @param updatedAt when bytes last became durable
 * @param expiresAt when it ends unless more bytes come
 */
public record UploadBytes(
        Long length,
        long offset,
        long partSizeBytes,
        int partCount,
        String storeKey,
        String stageId,
        Tail tail,
        Buffer digestState,
        long epoch,
        Instant leaseUntil,
        Instant updatedAt,
        Instant expiresAt) {

    /** Bytes that are in whole parts. */
    public long partBytes() {
        return offset - (tail == null ? 0 : tail.sizeBytes());
    }

    /** Whether every promised byte is here. */
    public boolean isComplete() {
        return length != null && offset == length;
    }

    UploadBytes withLength(long newLength, long newPartSizeBytes) {
        return new UploadBytes(
                newLength,
                offset,
                newPartSizeBytes,
                partCount,
                storeKey,
                stageId,
                tail,
                digestState,
                epoch,
                leaseUntil,
                updatedAt,
                expiresAt);
    }

    UploadBytes withLease(Instant until) {
        return new UploadBytes(
                length,
                offset,
                partSizeBytes,
                partCount,
                storeKey,
                stageId,
                tail,
                digestState,
                epoch,
                until,
                updatedAt,
                expiresAt);
    }

    UploadBytes withExpiry(Instant at) {
        return new UploadBytes(
                length,
                offset,
                partSizeBytes,
                partCount,
                storeKey,
                stageId,
                tail,
                digestState,
                epoch,
                leaseUntil,
                updatedAt,
                at);
    }

    /** A new writer's: fenced, and with a fresh key as long as nothing is stored, so that two writers never meet on one. */
    UploadBytes withNewEpoch(String freshStoreKey, Instant lease) {
        String key = stageId == null && partCount == 0 ? freshStoreKey : storeKey;
        return new UploadBytes(
                length,
                offset,
                partSizeBytes,
                partCount,
                key,
                stageId,
                tail,
                digestState,
                epoch + 1,
                lease,
                updatedAt,
                expiresAt);
    }

    UploadBytes withStage(String id) {
        return new UploadBytes(
                length,
                offset,
                partSizeBytes,
                partCount,
                storeKey,
                id,
                tail,
                digestState,
                epoch,
                leaseUntil,
                updatedAt,
                expiresAt);
    }

    UploadBytes withPart(long newOffset, Buffer digest, Instant now) {
        return new UploadBytes(
                length,
                newOffset,
                partSizeBytes,
                partCount + 1,
                storeKey,
                stageId,
                null,
                digest,
                epoch,
                leaseUntil,
                now,
                expiresAt);
    }

    UploadBytes withTail(Tail newTail, long newOffset, Buffer digest, Instant now) {
        return new UploadBytes(
                length,
                newOffset,
                partSizeBytes,
                partCount,
                storeKey,
                stageId,
                newTail,
                digest,
                epoch,
                leaseUntil,
                now,
                expiresAt);
    }

    /** All bytes in one object, with no parts: how a small file is stored. */
    UploadBytes withWhole(long size, Instant now) {
        return new UploadBytes(
                size, size, partSizeBytes, 0, storeKey, null, null, null, epoch, leaseUntil, now, expiresAt);
    }
}
