package io.waybill.kit.identity;

/** The token in an {@code Authorization} field (RFC 6750 §2.1). */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** The token in {@code authorization}, or null when the field is absent or of another scheme. */
    public static String in(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }
}
