package io.waybill.transfer.upload;

import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.transfer.http.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The tus {@code Upload-Metadata} field: at most 64 pairs in 16 KiB, keys of at most 255 characters and unique, values of at
 * most 8 KiB in base64.
 *
 * <p>Known keys, whose values are UTF-8: {@code path} or {@code filename}, {@code filetype}, {@code conflict}, {@code sha256},
 * {@code priority}.
 * Others may hold any bytes; they are kept and told back.
 *
 * @param raw the field as it was sent, or null
 * @param values the decoded pairs
 */
record UploadMetadata(String raw, Map<String, byte[]> values) {
    private static final int MAX_CHARACTERS = 16 << 10;
    private static final int MAX_PAIRS = 64;
    private static final int MAX_KEY_CHARACTERS = 255;
    private static final int MAX_VALUE_BYTES = 8 << 10;
    private static final int MAX_TYPE_CHARACTERS = 255;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x2B\\x2D-\\x7E]+");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x20-\\x7E]+");

    /** What {@code request} says, as {@link #parse}. */
    static UploadMetadata of(HttpServerRequest request) {
        return parse(Fields.list(request.headers(), TusFields.METADATA));
    }

    /** @throws WaybillException {@code invalid_metadata}, with the {@code key} that it is about */
    static UploadMetadata parse(String field) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        if (field == null || field.isBlank()) {
            return new UploadMetadata(null, values);
        }
        String[] pairs = field.split(",", -1);
        if (field.length() > MAX_CHARACTERS || pairs.length > MAX_PAIRS) {
            throw invalid("Upload-Metadata has at most 64 pairs in 16 KiB.");
        }
        for (String pair : pairs) {
            String[] keyAndValue = pair.strip().split(" +", -1);
            String key = keyAndValue[0];
            if (keyAndValue.length > 2 || !KEY.matcher(key).matches()) {
                throw invalid("Upload-Metadata is 'key base64, key base64'.");
            }
            if (key.length() > MAX_KEY_CHARACTERS) {
                throw invalid("A key in Upload-Metadata has at most 255 characters.");
            }
            byte[] value = keyAndValue.length == 1 ? new byte[0] : decode(key, keyAndValue[1]);
            if (values.put(key, value) != null) {
                throw invalid("A key appears twice in Upload-Metadata.").with("key", key);
            }
        }
        return new UploadMetadata(field, values);
    }

    /** Where the file should be; named after the upload when nothing is said. */
    FilePath path(String otherwise) {
        String path = text("path");
        String name = path == null ? text("filename") : path;
        return FilePath.of(name == null ? otherwise : name);
    }

    ConflictMode conflict() {
        String mode = text("conflict");
        return mode == null ? ConflictMode.VERSION : ConflictMode.of(mode);
    }

    String contentType() {
        return mediaType(text("filetype"));
    }

    Sha256 sha256() {
        String hex = text("sha256");
        return hex == null ? null : Sha256.ofHex(hex);
    }

    /** 0 to 10; {@value UploadPriority#USUAL} when nothing is said. */
    int priority() {
        String number = text("priority");
        return number == null
                ? UploadPriority.USUAL
                : UploadPriority.parse(number).orElseThrow(() -> invalid("A priority is a number from 0 to 10.")
                        .with("key", "priority"));
    }

    /** A media type that is safe to send back; null for one that is absent or empty. */
    static String mediaType(String type) {
        if (type == null || type.isBlank()) {
            return null;
        }
        if (type.length() > MAX_TYPE_CHARACTERS || !MEDIA_TYPE.matcher(type).matches()) {
            throw Fields.malformed("A media type is at most 255 printable ASCII characters.");
        }
        return type;
    }

    private String text(String key) {
        byte[] value = values.get(key);
        try {
            return value == null
                    ? null
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(value))
                            .toString();
        } catch (CharacterCodingException binary) {
            throw invalid("This value in Upload-Metadata is not UTF-8.").with("key", key);
        }
    }

    private static byte[] decode(String key, String base64) {
        try {
            byte[] value = Base64.getDecoder().decode(base64);
            if (value.length > MAX_VALUE_BYTES) {
                throw invalid("A value in Upload-Metadata has at most 8 KiB.").with("key", key);
            }
            return value;
        } catch (IllegalArgumentException broken) {
            throw invalid("This value in Upload-Metadata is not base64.").with("key", key);
        }
    }

    private static WaybillException invalid(String detail) {
        return new WaybillException(ErrorCode.INVALID_METADATA, detail);
    }
}
