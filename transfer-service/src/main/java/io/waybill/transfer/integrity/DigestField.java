package io.waybill.transfer.integrity;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/**
 * Reads the value of a {@code Repr-Digest} or {@code Content-Digest} field (RFC 9530): a dictionary (RFC 8941 §3.2) of byte
 * sequences by algorithm. One pass over the text, whatever it holds.
 */
public final class DigestField {
    private static final String SHA_256 = "sha-256";

    private final String text;
    private int at;

    private DigestField(String text) {
        this.text = text;
    }

    /**
     * The SHA-256 in {@code value}; digests of other algorithms are ignored, and of two of the same the last one counts.
     *
     * @throws WaybillException {@code malformed_request} when it is no such dictionary, {@code unsupported_digest} when it
     *     names other algorithms only
     */
    public static Sha256 sha256(String value) {
        return new DigestField(value).read();
    }

    private Sha256 read() {
        String sha256 = null;
        skipBlanks();
        do {
            String algorithm = key();
            expect('=');
            String base64 = byteSequence();
            skipParameters();
            if (algorithm.equals(SHA_256)) {
                sha256 = base64;
            }
        } while (anotherMember());
        if (sha256 == null) {
            throw new WaybillException(
                    ErrorCode.UNSUPPORTED_DIGEST, "Digests are checked with sha-256: write sha-256=:<base64>:.");
        }
        return Sha256.ofBase64(sha256);
    }

    private boolean anotherMember() {
        skipBlanks();
        if (at == text.length()) {
            return false;
        }
        expect(',');
        skipBlanks();
        return true;
    }

    private String key() {
        int from = at;
        if (!isLower(peek()) && peek() != '*') {
            throw malformed();
        }
        while (isLower(peek()) || isDigit(peek()) || (at < text.length() && "_-.*".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(from, at);
    }

    private String byteSequence() {
        expect(':');
        int from = at;
        while (isBase64(peek())) {
            at++;
        }
        String base64 = text.substring(from, at);
        expect(':');
        return base64;
    }

    /** No parameter means anything to a digest, so that all are passed over (RFC 8941 §2). */
    private void skipParameters() {
        while (peek() == ';') {
            at++;
            while (peek() == ' ') {
                at++;
            }
            key();
            if (peek() == '=') {
                at++;
                skipItem();
            }
        }
    }

    private void skipItem() {
        if (peek() == '"') {
            skipString();
            return;
        }
        int from = at;
        while (peek() > ' ' && peek() < 0x7F && ",;\"".indexOf(peek()) < 0) {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
    }

    private void skipString() {
        expect('"');
        while (peek() != '"') {
            if (peek() < ' ' || peek() >= 0x7F) {
                throw malformed();
            }
            at += peek() == '\\' ? 2 : 1;
        }
        expect('"');
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw malformed();
        }
        at++;
    }

    /** The next character, or NUL, which no field holds, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBase64(char c) {
        return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' || c == '=';
    }

    private static WaybillException malformed() {
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST, "A digest field is algorithm=:base64:, as in sha-256=:<base64>:.");
    }
}
