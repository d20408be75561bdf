package io.waybill.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest (FIPS 180-4), written as 64 lower-case hexadecimal digits.
 *
 * @param hex the digest in lower-case hexadecimal
 */
public record Sha256(@JsonValue String hex) {
    // Before the first digest: its constructor needs it.
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** The digest of no bytes at all. */
    public static final Sha256 OF_NOTHING =
            new Sha256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /** @throws WaybillException {@code malformed_request} when {@code hex} is not a SHA-256 */
    public Sha256 {
        if (hex == null || !HEX.matcher(hex).matches()) {
            throw malformed();
        }
    }

    /** Reads hexadecimal in either case. */
    @JsonCreator
    public static Sha256 ofHex(String hex) {
        return new Sha256(hex == null ? null : hex.toLowerCase(Locale.ROOT));
    }

    /** The digest whose 32 bytes are {@code bytes}. */
    public static Sha256 of(byte[] bytes) {
        return new Sha256(HexFormat.of().formatHex(bytes));
    }

    /** Reads the base64 of 32 bytes, as in {@code Repr-Digest} (RFC 9530) and tus {@code Upload-Checksum}. */
    public static Sha256 ofBase64(String base64) {
        try {
            return of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            throw malformed();
        }
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The base64 of the 32 bytes. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    /** The value of a {@code Repr-Digest} or {@code Content-Digest} field (RFC 9530 §2). */
    public String digestField() {
        return "sha-256=:" + base64() + ":";
    }

    @Override
    public String toString() {
        return hex;
    }

    private static WaybillException malformed() {
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST, "A SHA-256 digest is 32 bytes, written as 64 hex digits.");
    }
}
