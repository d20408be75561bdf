package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;

/** The names and the checks of tus 1.0.0 fields. */
final class TusFields {
    static final String VERSION = "1.0.0";
    static final String RESUMABLE = "Tus-Resumable";
    static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,checksum-trailer,"
                    + "concatenation,concatenation-unfinished";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String DEFER_LENGTH = "Upload-Defer-Length";
    static final String METADATA = "Upload-Metadata";
    static final String EXPIRES = "Upload-Expires";
    static final String CONCAT = "Upload-Concat";
    static final String CHECKSUM = "Upload-Checksum";
    static final String OFFSET_STREAM = "application/offset+octet-stream";

    private TusFields() {}

    /** Refuses another protocol version, or none (tus 1.0.0, Tus-Resumable). */
    static void requireVersion(MultiMap headers) {
        if (!VERSION.equals(headers.get(RESUMABLE))) {
            throw new WaybillException(
                    ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "Send Tus-Resumable: " + VERSION + ", the version spoken here.");
        }
    }

    /** Whether the body is bytes of the upload. */
    static boolean carriesBytes(MultiMap headers) {
        return Fields.isMediaType(headers, OFFSET_STREAM);
    }

    /** The offset a PATCH begins at. */
    static long requireOffset(MultiMap headers) {
        Long offset = Fields.number(headers, OFFSET);
        if (offset == null) {
            throw Fields.malformed("Upload-Offset is missing: it says where these bytes begin.");
        }
        return offset;
    }

    /** Refuses a length where it is the sum of others' (tus 1.0.0 concatenation). */
    static void requireNoLength(MultiMap headers) {
        if (headers.contains(LENGTH) || headers.contains(DEFER_LENGTH)) {
            throw Fields.malformed("The length of a final upload is that of its partial uploads: leave it out.");
        }
    }

    /** The length a creation promises; null when it is deferred. */
    static Long lengthOfCreation(MultiMap headers) {
        Long length = Fields.number(headers, LENGTH);
        String defer = headers.get(DEFER_LENGTH);
        if (defer != null && !defer.strip().equals("1")) {
            throw Fields.malformed("Upload-Defer-Length can only be 1.");
        }
        if ((length == null) == (defer == null)) {
            throw Fields.malformed("Send either Upload-Length or Upload-Defer-Length: 1.");
        }
        return length;
    }
}
