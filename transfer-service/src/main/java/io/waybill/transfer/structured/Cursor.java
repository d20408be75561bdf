package io.waybill.transfer.structured;

import java.text.ParseException;
import java.util.function.IntPredicate;

/** A place in a field's value, and how to get on from there. */
final class Cursor {
    private static final char END = '\0';

    private final String text;
    private int at;

    Cursor(String text) throws ParseException {
        this.text = text;
        if (!text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
            throw malformed();
        }
    }

    /** The next character, or NUL, which no field holds, at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    char next() throws ParseException {
        requireMore();
        return text.charAt(at++);
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    void requireMore() throws ParseException {
        if (isAtEnd()) {
            throw malformed();
        }
    }

    void requireEnd() throws ParseException {
        if (!isAtEnd()) {
            throw malformed();
        }
    }

    /** Passes over {@code wanted} if it is next; whether it was. */
    boolean skip(char wanted) {
        boolean there = peek() == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    void expect(char wanted) throws ParseException {
        if (!skip(wanted)) {
            throw malformed();
        }
    }

    void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** What follows, as long as it is {@code wanted}; may be empty. */
    String take(IntPredicate wanted) {
        int from = at;
        while (!isAtEnd() && wanted.test(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /** A key of a dictionary or a parameter. */
    String key() throws ParseException {
        if (!isLower(peek()) && peek() != '*') {
            throw malformed();
        }
        return take(c -> isLower(c) || isDigit(c) || "_-.*".indexOf(c) >= 0);
    }

    static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isLetter(int c) {
        return isLower(c) || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    ParseException malformed() {
        return new ParseException("not a structured field", at);
    }
}
