package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.ContentSums;
import java.time.Instant;
import java.util.UUID;

/**
 * An upload in one of its states. The methods of a state are the only legal moves out of it.
 *
 * <pre>
 *              takeOver, stage, part, tail, length
 *                 ┌──┐
 *   open ───────▶ OPEN ──complete──▶ COMMITTING ──succeed──▶ COMPLETED
 *                  │ │ │                 ▲  │ │
 *                  │ │ └─refuse──▶ FAILED ◀─┘ │            (refuse)
 *                  │ └───cancel──▶ CANCELLED ◀┘            (abandon: a small file whose bytes never arrived in the store)
 *                  └─────expire──▶ EXPIRED   │
 *                                            │
 *   openSmall ───────────────────────────────┘
 * </pre>
 *
 * <p>A partial upload comes from COMMITTING to COMPLETED by {@code keep}, without a version, and may still be cancelled or
 * expire there. A final one, put together from partials, takes no bytes but copies.
 *
 * <p>Nothing here writes: {@link UploadRows#save} makes a move durable, guarded by the epoch and state it started from.
 */
public sealed interface Upload {
    /** What was agreed at the start. */
    UploadTerms terms();

    /** How far it is. */
    UploadBytes bytes();

    /** The name of the state. */
    UploadState state();

    /** The upload's id. */
    default UUID id() {
        return terms().id();
    }

    /** The epoch this was read at. */
    default long epoch() {
        return bytes().epoch();
    }

    /** It takes bytes. */
    record Open(UploadTerms terms, UploadBytes bytes) implements Upload {
        @Override
        public UploadState state() {
            return UploadState.OPEN;
        }

        /** A new writer, or a reader that needs the offset to stand still, fences every earlier one. */
        Open takeOver(String freshStoreKey, Instant leaseUntil) {
            return new Open(terms, bytes.withNewEpoch(freshStoreKey, leaseUntil));
        }

        /**
         * The length becomes known; the parts still to come may grow so that 10 000 suffice.
         *
         * @throws WaybillException {@code inconsistent_length} when another one is known, or more bytes are here
         */
        Open withLength(long length, PartSize sizes) {
            if (bytes.length() != null && bytes.length() != length) {
                throw new WaybillException(
                                ErrorCode.INCONSISTENT_LENGTH, "This upload was announced with another length.")
                        .with("expected", bytes.length())
                        .with("actual", length);
            }
            if (length < bytes.offset()) {
                throw new WaybillException(
                                ErrorCode.INCONSISTENT_LENGTH, "More bytes than this length have been acknowledged.")
                        .with("offset", bytes.offset())
                        .with("actual", length);
            }
            long remaining = length - bytes.partBytes();
            long partSize = Math.max(bytes.partSizeBytes(), sizes.forRest(remaining, bytes.partCount()));
            return new Open(terms, bytes.withLength(length, partSize));
        }

        /**
         * The digest of the whole file becomes known.
         *
         * @throws WaybillException {@code malformed_request} when another one was promised before
         */
        Open promising(Sha256 sha256) {
            Sha256 before = terms.expectedSha256();
            if (sha256 != null && before != null && !before.equals(sha256)) {
                throw new WaybillException(
                        ErrorCode.MALFORMED_REQUEST, "Another digest of this file was promised before.");
            }
            return new Open(terms.promising(sha256), bytes);
        }

        /** What its first bytes show it to be. */
        Open typed(String mediaType) {
            return new Open(terms.typed(mediaType), bytes);
        }

        Open staged(String stageId) {
            return new Open(terms, bytes.withStage(stageId));
        }

        /** One more part of {@code size} bytes is stored; it swallowed the tail. */
        Open withPart(long size, Buffer digestState, Instant now) {
            return new Open(terms, bytes.withPart(bytes.partBytes() + size, digestState, now));
        }

        /** The bytes after the last part are stored as {@code tail}, in place of an earlier one. */
        Open withTail(Tail tail, Buffer digestState, Instant now) {
            return new Open(terms, bytes.withTail(tail, bytes.partBytes() + tail.sizeBytes(), digestState, now));
        }

        /** No writer is at work any more. */
        Open released(Instant newExpiry) {
            return new Open(terms, bytes.withLease(null).withExpiry(newExpiry));
        }

        /** The writer is still at work. */
        Open renewed(Instant leaseUntil, Instant newExpiry) {
            return new Open(terms, bytes.withLease(leaseUntil).withExpiry(newExpiry));
        }

        /** Every byte is stored in parts: nothing more is taken. */
        Committing complete(ContentSums sums, Instant leaseUntil) {
            UploadBytes whole = bytes.withLength(bytes.offset(), bytes.partSizeBytes());
            return new Committing(terms, whole.withLease(leaseUntil), sums, true);
        }

        /**
         * Every part of a parallel upload is stored: no more is taken, also not by who is late. The digest is computed from
         * the store.
         *
         * @param promised the digest its client promises, or null for the one that it promised before, if any
         */
        Committing completeParallel(Sha256 promised, Instant leaseUntil) {
            UploadBytes fenced = bytes.withNewEpoch(bytes.storeKey(), leaseUntil);
            return new Committing(terms.promising(promised), fenced, null, true);
        }

        /** One more part of {@code size} bytes was copied from elsewhere in the store; nobody has hashed it. */
        Open withCopy(long size, Instant now) {
            return withPart(size, null, now);
        }

        /** Every byte was copied from partial uploads. The digest is computed from the store. */
        Committing completeCopied(Instant leaseUntil) {
            UploadBytes whole = bytes.withLength(bytes.offset(), bytes.partSizeBytes());
            return new Committing(terms, whole.withLease(leaseUntil), null, true);
        }

        /** Every byte is stored as one object without parts: nothing more is taken. */
        Committing completeWhole(long size, ContentSums sums, Instant leaseUntil, Instant now) {
            return new Committing(terms, bytes.withWhole(size, now).withLease(leaseUntil), sums, true);
        }

        Failed refuse(WaybillException why, Instant discardAt) {
            return new Failed(terms, bytes.withNewEpoch(bytes.storeKey(), null), Refusal.of(why), discardAt);
        }

        Cancelled cancel(Instant discardAt) {
            return new Cancelled(terms, bytes.withNewEpoch(bytes.storeKey(), null), discardAt);
        }

        Expired expire(Instant discardAt) {
            return new Expired(terms, bytes.withNewEpoch(bytes.storeKey(), null), discardAt);
        }
    }

    /**
     * All bytes are here; it finishes without its client.
     *
     * @param sums the digest of the whole file and its CRC-32; null as long as its bytes, which came in no order, are not verified
     * @param stored false while a small file, whose row came first, may not be in the store yet
     */
    record Committing(UploadTerms terms, UploadBytes bytes, ContentSums sums, boolean stored) implements Upload {
        /** The digest of the whole file; null as long as it is not verified. */
        public Sha256 sha256() {
            return sums == null ? null : sums.sha256();
        }

        @Override
        public UploadState state() {
            return UploadState.COMMITTING;
        }

        /** What its first bytes show it to be. */
        Committing typed(String mediaType) {
            return new Committing(terms.typed(mediaType), bytes, sums, stored);
        }

        /** One read of what is stored gave this digest. */
        Committing verified(ContentSums actual, Instant newLease) {
            return new Committing(terms, bytes.withLease(newLease), actual, stored);
        }

        /** It is a version now, and metadata-service knows it. */
        Completed succeed(FileVersion version) {
            return new Completed(terms, bytes.withLease(null), sha256(), version);
        }

        /** It is a whole piece of a file, to be kept until {@code expiresAt} unless a file is put together from it. */
        Partial keep(Instant expiresAt) {
            return new Partial(terms, bytes.withLease(null).withExpiry(expiresAt), sha256());
        }

        /** Metadata-service refused it for good, or its bytes turned out wrong. */
        Failed refuse(WaybillException why, Instant discardAt) {
            return new Failed(terms, bytes.withNewEpoch(bytes.storeKey(), null), Refusal.of(why), discardAt);
        }

        /**
         * A small file whose bytes never arrived in the store, so that nothing was ever acknowledged.
         *
         * @throws IllegalStateException when its bytes have been acknowledged
         */
        Cancelled abandon(Instant discardAt) {
            if (stored) {
                throw new IllegalStateException("acknowledged bytes are never abandoned");
            }
            return new Cancelled(terms, bytes.withNewEpoch(bytes.storeKey(), null), discardAt);
        }
    }

    /** All its bytes are here and verified, and it takes no more. */
    sealed interface Done extends Upload {
        /** The digest of all its bytes. */
        Sha256 sha256();

        @Override
        default UploadState state() {
            return UploadState.COMPLETED;
        }
    }

    /** It is a version. */
    record Completed(UploadTerms terms, UploadBytes bytes, Sha256 sha256, FileVersion version) implements Done {}

    /** It is a whole piece of a file, and no version. */
    record Partial(UploadTerms terms, UploadBytes bytes, Sha256 sha256) implements Done {
        Cancelled cancel(Instant discardAt) {
            return new Cancelled(terms, bytes.withNewEpoch(bytes.storeKey(), null), discardAt);
        }

        Expired expire(Instant discardAt) {
            return new Expired(terms, bytes.withNewEpoch(bytes.storeKey(), null), discardAt);
        }
    }

    /** An upload that ended without a version: its bytes are to be discarded, or already are. */
    sealed interface Ended extends Upload {
        /** From when its bytes may be discarded; null when they are gone. */
        Instant discardAt();
    }

    /** It was refused for good. */
    record Failed(UploadTerms terms, UploadBytes bytes, Refusal refusal, Instant discardAt) implements Ended {
        @Override
        public UploadState state() {
            return UploadState.FAILED;
        }
    }

    /** Its owner ended it, or its only request broke. */
    record Cancelled(UploadTerms terms, UploadBytes bytes, Instant discardAt) implements Ended {
        @Override
        public UploadState state() {
            return UploadState.CANCELLED;
        }
    }

    /** It was left alone for too long. */
    record Expired(UploadTerms terms, UploadBytes bytes, Instant discardAt) implements Ended {
        @Override
        public UploadState state() {
            return UploadState.EXPIRED;
        }
    }
}
