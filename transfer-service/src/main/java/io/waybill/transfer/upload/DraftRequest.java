package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;

/**
 * What a request says that carries bytes in the IETF's protocol.
 *
 * @param version the draft that its client speaks
 * @param completes whether its last byte is the last of the file
 * @param offset where its bytes begin
 * @param bodyLength how many bytes will come, or null while unknown
 * @param length the length of the file as this request tells it, or null
 */
record DraftRequest(DraftVersion version, boolean completes, long offset, Long bodyLength, Long length) {
    /** Whether a request to a place where files can be put asks for a resumable upload, whatever its method. */
    static boolean asksForUpload(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return !headers.contains(TusFields.RESUMABLE)
                && DraftFields.completeness(headers, DraftVersion.of(headers)).isPresent();
    }

    /**
     * A request that begins an upload.
     *
     * @throws WaybillException {@code inconsistent_length}, {@code malformed_request}
     */
    static DraftRequest creation(HttpServerRequest request) {
        DraftVersion version = DraftVersion.of(request.headers());
        boolean completes = DraftFields.completeness(request.headers(), version)
                .orElseThrow(() -> Fields.malformed(
                        "Upload-Complete is missing: ?1 when the whole file comes with this request, ?0 otherwise."));
        return of(request, version, completes, 0);
    }

    /**
     * A {@code PATCH} of an upload.
     *
     * @throws WaybillException {@code inconsistent_length}, {@code malformed_request}, {@code unsupported_media_type}
     */
    static DraftRequest append(HttpServerRequest request) {
        MultiMap headers = request.headers();
        DraftVersion version = DraftVersion.of(headers);
        if (version.wantsMediaType() && !Fields.isMediaType(headers, DraftFields.PARTIAL_UPLOAD)) {
            throw new WaybillException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The bytes of an upload are sent as " + DraftFields.PARTIAL_UPLOAD + ".");
        }
        long offset = DraftFields.integer(headers, DraftFields.OFFSET)
                .orElseThrow(() -> Fields.malformed("Upload-Offset is missing: it says where these bytes begin."));
        boolean completes = DraftFields.completeness(headers, version).orElseGet(() -> {
            if (version.wantsCompleteness()) {
                throw Fields.malformed(
                        "Upload-Complete is missing: ?1 when the file ends with this request, ?0 if not.");
            }
            return version.completesUnlessSaid();
        });
        return of(request, version, completes, offset);
    }

    private static DraftRequest of(HttpServerRequest request, DraftVersion version, boolean completes, long offset) {
        Long body = Fields.contentLength(request);
        Long told = DraftFields.integer(request.headers(), DraftFields.LENGTH).orElse(null);
        Long counted = completes && body != null ? Long.valueOf(offset + body) : null;
        if (told != null && counted != null && !told.equals(counted)) {
            throw new WaybillException(
                            ErrorCode.INCONSISTENT_LENGTH,
                            "Upload-Length is not what this last body would bring the file to.")
                    .with("expected", told)
                    .with("actual", counted);
        }
        return new DraftRequest(version, completes, offset, body, told != null ? told : counted);
    }

    /** What the end of the body means. */
    RequestBody.End end() {
        return completes ? RequestBody.End.OF_FILE : RequestBody.End.OF_PIECE;
    }

    /** Whether it brings no bytes for certain. */
    boolean isEmpty() {
        return bodyLength != null && bodyLength == 0;
    }
}
