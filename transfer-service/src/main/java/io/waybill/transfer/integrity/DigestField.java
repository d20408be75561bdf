package io.waybill.transfer.integrity;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.structured.StructuredField;
import java.text.ParseException;
import java.util.Map;

/** Reads the value of a {@code Repr-Digest} or {@code Content-Digest} field (RFC 9530): byte sequences by algorithm. */
public final class DigestField {
    private static final String SHA_256 = "sha-256";

    private DigestField() {}

    /**
     * The SHA-256 in {@code value}; digests of other algorithms are ignored, and of two of the same the last one counts.
     *
     * @throws WaybillException {@code malformed_request} when it is no such dictionary, {@code unsupported_digest} when it
     *     names other algorithms only
     */
    public static Sha256 sha256(String value) {
        Map<String, Object> digests = read(value);
        if (digests.isEmpty() || !digests.values().stream().allMatch(byte[].class::isInstance)) {
            throw malformed();
        }
        if (digests.get(SHA_256) instanceof byte[] digest) {
            return Sha256.of(digest);
        }
        throw new WaybillException(
                ErrorCode.UNSUPPORTED_DIGEST, "Digests are checked with sha-256: write sha-256=:<base64>:.");
    }

    private static Map<String, Object> read(String value) {
        try {
            return StructuredField.dictionary(value);
        } catch (ParseException notOne) {
            throw malformed();
        }
    }

    private static WaybillException malformed() {
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST, "A digest field is algorithm=:base64:, as in sha-256=:<base64>:.");
    }
}
