package io.waybill.transfer.upload;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
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
 * The tus {@code Upload-Metadata} field: at most 64 pairs in 16 KiB, keys unique, values base64 of UTF-8.
 *
 * <p>Known keys: {@code path} or {@code filename}, {@code filetype}, {@code conflict}, {@code sha256}. Others are kept and
 * told back.
 *
 * @param raw the field as it was sent, or null
 * @param values the decoded pairs
 */
record UploadMetadata(String raw, Map<String, String> values) {
    private static final int MAX_CHARACTERS = 16 << 10;
    private static final int MAX_PAIRS = 64;
    private static final int MAX_TYPE_CHARACTERS = 255;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x2B\\x2D-\\x7E]+");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x20-\\x7E]+");

    static UploadMetadata parse(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        if (field == null || field.isBlank()) {
            return new UploadMetadata(null, values);
        }
        String[] pairs = field.split(",", -1);
        if (field.length() > MAX_CHARACTERS || pairs.length > MAX_PAIRS) {
            throw Fields.malformed("Upload-Metadata has at most 64 pairs in 16 KiB.");
        }
        for (String pair : pairs) {
            String[] keyAndValue = pair.strip().split(" +", -1);
            if (keyAndValue.length > 2 || !KEY.matcher(keyAndValue[0]).matches()) {
                throw Fields.malformed("Upload-Metadata is 'key base64, key base64'.");
            }
            String value = keyAndValue.length == 1 ? "" : decode(keyAndValue[1]);
            if (values.put(keyAndValue[0], value) != null) {
                throw Fields.malformed("A key appears twice in Upload-Metadata.");
            }
        }
        return new UploadMetadata(field, values);
    }

    /** Where the file should be; named after the upload when nothing is said. */
    FilePath path(String otherwise) {
        String path = values.getOrDefault("path", values.get("filename"));
        return FilePath.of(path == null ? otherwise : path);
    }

    ConflictMode conflict() {
        String mode = values.get("conflict");
        return mode == null ? ConflictMode.VERSION : ConflictMode.of(mode);
    }

    String contentType() {
        return mediaType(values.get("filetype"));
    }

    Sha256 sha256() {
        String hex = values.get("sha256");
        return hex == null ? null : Sha256.ofHex(hex);
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

    private static String decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            throw Fields.malformed("A value in Upload-Metadata is not base64 of UTF-8.");
        }
    }
}
