package io.waybill.transfer.http;

import java.nio.charset.StandardCharsets;

/** Names of people's files as ASCII, for the fields and addresses of HTTP. */
public final class PathText {
    private static final String UNRESERVED = "-._~";
    private static final String ATTRIBUTE = "!#$&+-.^_`|~";

    private PathText() {}

    /** {@code path} percent-encoded for an address, its slashes kept (RFC 3986). */
    public static String encode(String path) {
        return encode(path, UNRESERVED + '/');
    }

    /**
     * The value of {@code Content-Disposition} for saving a file of this name: an ASCII name for everybody, and the true one
     * (RFC 6266, RFC 8187).
     */
    public static String attachment(String name) {
        StringBuilder ascii = new StringBuilder();
        name.codePoints().forEach(c -> ascii.append(c >= 0x20 && c < 0x7F && "\"\\%/".indexOf(c) < 0 ? (char) c : '_'));
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encode(name, ATTRIBUTE);
    }

    private static String encode(String text, String kept) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            }
        }
        return out.toString();
    }
}
