package io.waybill.transfer.upload;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.path.FilePath;
import io.waybill.transfer.mediatype.SniffType;
import java.time.Instant;
import java.util.UUID;

/**
 * What was agreed when an upload was opened; it never changes, but a digest may be promised as late as with the last byte,
 * and what kind of file it is may be found out from its first ones.
 *
 * @param id the upload
 * @param owner the OIDC subject of its owner
 * @param path where the file should become visible
 * @param conflict what to do when something is there
 * @param ifMatch an {@code If-Match} field value to hold at the commit, or null
 * @param ifNoneMatch an {@code If-None-Match} field value to hold at the commit, or null
 * @param contentType the media type that its client declared, or that its first bytes and its name show; null before that
 * @param client what sends it, or null
 * @param expectedSha256 the digest its client promised, or null
 * @param metadata the tus {@code Upload-Metadata} field as it was sent, or null
 * @param concat whether it is a piece of a file or put together from such pieces; null for an ordinary upload
 * @param oneShot whether it lives only as long as one request: a broken body cancels it
 * @param parallel whether its bytes come as numbered parts in any order, rather than one after the other
 * @param idempotencyKey the client's key, or null
 * @param fingerprint what the key was used for, or null
 * @param priority 0 to 10: where uploads have to wait, 10 goes first
 * @param createdAt when it was opened
 * @param origin where it comes from; its program is known to the request that opens it, and kept in no row
 */
public record UploadTerms(
        UUID id,
        String owner,
        FilePath path,
        ConflictMode conflict,
        String ifMatch,
        String ifNoneMatch,
        String contentType,
        String client,
        Sha256 expectedSha256,
        String metadata,
        UploadConcat concat,
        boolean oneShot,
        boolean parallel,
        String idempotencyKey,
        String fingerprint,
        int priority,
        Instant createdAt,
        UploadOrigin origin) {

    /** Whether it is a piece of a file: no file of its own, and nothing is told of it. */
    boolean isPartial() {
        return concat != null && concat.isPartial();
    }

    /** Whether it is put together from partial uploads, and takes no bytes of its own. */
    boolean isFinal() {
        return concat != null && concat.isFinal();
    }

    /** Whether it becomes a file of which nobody has said what it is. */
    boolean wantsType() {
        return !isPartial() && SniffType.saysNothing(contentType);
    }

    /** The same with {@code sha256} promised, unless that is null. */
    UploadTerms promising(Sha256 sha256) {
        return sha256 == null ? this : with(contentType, sha256);
    }

    /** The same as a file of that type. */
    UploadTerms typed(String mediaType) {
        return with(mediaType, expectedSha256);
    }

    private UploadTerms with(String mediaType, Sha256 promised) {
        return new UploadTerms(
                id,
                owner,
                path,
                conflict,
                ifMatch,
                ifNoneMatch,
                mediaType,
                client,
                promised,
                metadata,
                concat,
                oneShot,
                parallel,
                idempotencyKey,
                fingerprint,
                priority,
                createdAt,
                origin);
    }
}
