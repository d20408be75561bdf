package io.waybill.transfer.coding;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;
import java.util.Locale;

/** The content codings that are understood (RFC 9110 §8.4.1, RFC 8878), best first. */
public enum ContentCoding {
    /** Small and fast. */
    ZSTD("zstd"),
    /** Understood everywhere. */
    GZIP("gzip"),
    /** The bytes as they are. */
    IDENTITY("identity");

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /**
     * How the body of a request is coded.
     *
     * @throws WaybillException {@code unsupported_encoding} for any other coding, and for two at once
     */
    public static ContentCoding of(MultiMap headers) {
        List<String> lines = headers.getAll("Content-Encoding");
        String value = String.join(",", lines).strip().toLowerCase(Locale.ROOT);
        return switch (value) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                throw new WaybillException(
                        ErrorCode.UNSUPPORTED_ENCODING,
                        "A body may be coded with gzip or with zstd, and with one only.");
        };
    }

    /** Whether the body of a request is the bytes as they are. */
    static boolean isIdentity(MultiMap headers) {
        return headers.getAll("Content-Encoding").stream().allMatch(IDENTITY.token::equalsIgnoreCase);
    }

    /** The token in header fields. */
    public String token() {
        return token;
    }

    Recoding decoder() {
        return this == GZIP ? new GzipDecoder() : new ZstdDecoder();
    }

    Recoding encoder() {
        return this == GZIP ? new GzipEncoder() : new ZstdEncoder();
    }

    static WaybillException malformed(String detail, Throwable cause) {
        return new WaybillException(ErrorCode.MALFORMED_ENCODING, detail, cause);
    }
}
