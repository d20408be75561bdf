package io.waybill.transfer.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.transfer.integrity.DigestField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads what requests say in their fields and paths; whatever is malformed is a {@code malformed_request}. */
public final class Fields {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MAX_DIGITS = 18;

    private Fields() {}

    /** A field that counts bytes, from 0 to 10^18 - 1; null when it is absent. */
    public static Long number(MultiMap headers, String field) {
        String value = headers.get(field);
        if (value == null) {
            return null;
        }
        String digits = value.strip();
        if (!NUMBER.matcher(digits).matches()) {
            throw malformed(field + " is a whole number of bytes.");
        }
        if (digits.length() > MAX_DIGITS) {
            throw new WaybillException(ErrorCode.TOO_LARGE, field + " is more than any file this service takes.");
        }
        return Long.valueOf(digits);
    }

    /** The value of a field that appears at most once; null when it is absent. */
    public static String single(MultiMap headers, String field) {
        List<String> values = headers.getAll(field);
        if (values.size() > 1) {
            throw malformed(field + " appears more than once.");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** The value of a field that is a list, its lines joined (RFC 9110 §5.3); null when it is absent. */
    public static String list(MultiMap headers, String field) {
        List<String> lines = headers.getAll(field);
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /** The length that a body is announced with, or null. */
    public static Long contentLength(HttpServerRequest request) {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            return null;
        }
        Long length = number(request.headers(), "Content-Length");
        boolean noBody = length == null && request.version() != io.vertx.core.http.HttpVersion.HTTP_2;
        return noBody ? Long.valueOf(0) : length;
    }

    /** Whether the body is said to be of {@code type}, whatever its parameters. */
    public static boolean isMediaType(MultiMap headers, String type) {
        String said = headers.get(HttpHeaders.CONTENT_TYPE);
        return said != null && said.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }

    /** The SHA-256 of a whole file that is one message: in {@code Repr-Digest} or {@code Content-Digest} (RFC 9530), or null. */
    public static Sha256 digest(MultiMap headers) {
        Sha256 whole = reprDigest(headers);
        Sha256 content = contentDigest(headers);
        if (whole != null && content != null && !whole.equals(content)) {
            throw malformed("Repr-Digest and Content-Digest of a whole file are the same, and these are not.");
        }
        return whole != null ? whole : content;
    }

    /** The SHA-256 of the whole file in {@code Repr-Digest} (RFC 9530 §3), or null. */
    public static Sha256 reprDigest(MultiMap headers) {
        return digest(headers, "Repr-Digest");
    }

    /** The SHA-256 of the bytes of this message in {@code Content-Digest} (RFC 9530 §2), or null. */
    public static Sha256 contentDigest(MultiMap headers) {
        return digest(headers, "Content-Digest");
    }

    /** The SHA-256 in that field, written as RFC 9530 has it, or null. */
    public static Sha256 digest(MultiMap headers, String field) {
        List<String> lines = headers.getAll(field);
        return lines.isEmpty() ? null : DigestField.sha256(String.join(",", lines));
    }

    /** The id in a path; {@code not_found} when it is none. */
    public static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return id;
            }
        } catch (IllegalArgumentException noId) {
            // the same answer as for an unknown id
        }
        throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such thing: the id in the address is not one.");
    }

    /** The file path after {@code prefix} in the address, percent-decoded as UTF-8 (RFC 3986). */
    public static FilePath path(HttpServerRequest request, String prefix) {
        String raw = request.path();
        if (!raw.startsWith(prefix)) {
            throw new WaybillException(ErrorCode.INVALID_PATH, "The address of a file is " + prefix + "{path}.");
        }
        return new FilePath(FilePath.of(decode(raw.substring(prefix.length()))).value());
    }

    /** The text that is percent-encoded as UTF-8 in {@code raw}; {@code invalid_path} when none is. */
    public static String decode(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.put(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new WaybillException(ErrorCode.INVALID_PATH, "The path has a broken percent-encoding.");
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new WaybillException(ErrorCode.INVALID_PATH, "The path is not UTF-8.");
        }
    }

    /** A {@code malformed_request} with this sentence. */
    public static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
