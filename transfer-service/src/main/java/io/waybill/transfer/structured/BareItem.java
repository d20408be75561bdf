package io.waybill.transfer.structured;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;

/** Reads one value without its parameters (RFC 9651 §4.2.3.1). */
final class BareItem {
    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_WHOLE_DIGITS = 12;
    private static final int MAX_FRACTION_DIGITS = 3;

    private final Cursor text;

    BareItem(Cursor text) {
        this.text = text;
    }

    /** A word that is no text for people (RFC 9651 §3.3.4). */
    record Token(String value) {}

    /** A text for people, in Unicode (RFC 9651 §3.3.8). */
    record DisplayString(String value) {}

    Object read() throws ParseException {
        char first = text.peek();
        if (first == '-' || Cursor.isDigit(first)) {
            return number();
        }
        if (Cursor.isLetter(first) || first == '*') {
            return new Token(text.take(BareItem::isTokenCharacter));
        }
        return switch (text.next()) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> bool();
            case '@' -> date();
            case '%' -> displayString();
            default -> throw text.malformed();
        };
    }

    private Object number() throws ParseException {
        boolean negative = text.skip('-');
        String whole = text.take(Cursor::isDigit);
        if (whole.isEmpty() || whole.length() > MAX_INTEGER_DIGITS) {
            throw text.malformed();
        }
        if (!text.skip('.')) {
            long value = Long.parseLong(whole);
            return negative ? -value : value;
        }
        String fraction = text.take(Cursor::isDigit);
        if (whole.length() > MAX_WHOLE_DIGITS || fraction.isEmpty() || fraction.length() > MAX_FRACTION_DIGITS) {
            throw text.malformed();
        }
        BigDecimal value = new BigDecimal(whole + '.' + fraction);
        return negative ? value.negate() : value;
    }

    private String string() throws ParseException {
        StringBuilder out = new StringBuilder();
        for (char c = text.next(); c != '"'; c = text.next()) {
            char literal = c == '\\' ? text.next() : c;
            boolean escaped = c == '\\' && literal != '"' && literal != '\\';
            if (escaped || literal < ' ') {
                throw text.malformed();
            }
            out.append(literal);
        }
        return out.toString();
    }

    private byte[] bytes() throws ParseException {
        String base64 = text.take(c -> Cursor.isLetter(c) || Cursor.isDigit(c) || "+/=".indexOf(c) >= 0);
        text.expect(':');
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw text.malformed();
        }
    }

    private Boolean bool() throws ParseException {
        return switch (text.next()) {
            case '1' -> true;
            case '0' -> false;
            default -> throw text.malformed();
        };
    }

    private Instant date() throws ParseException {
        if (number() instanceof Long seconds) {
            return Instant.ofEpochSecond(seconds);
        }
        throw text.malformed();
    }

    private DisplayString displayString() throws ParseException {
        text.expect('"');
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        for (char c = text.next(); c != '"'; c = text.next()) {
            if (c < ' ') {
                throw text.malformed();
            }
            utf8.write(c == '%' ? hex() << 4 | hex() : c);
        }
        try {
            return new DisplayString(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            throw text.malformed();
        }
    }

    private int hex() throws ParseException {
        int digit = "0123456789abcdef".indexOf(text.next());
        if (digit < 0) {
            throw text.malformed();
        }
        return digit;
    }

    private static boolean isTokenCharacter(int c) {
        return Cursor.isLetter(c) || Cursor.isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
    }
}
