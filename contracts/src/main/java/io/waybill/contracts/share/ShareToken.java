package io.waybill.contracts.share;

import io.waybill.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What makes a link one: 43 digits and letters, 256 bits. Whoever has it may use the link, so it is a secret; it stands in an
 * address all the same, because that is what a link is.
 *
 * @param text the digits and letters
 */
public record ShareToken(String text) {
    private static final Pattern SHAPE = Pattern.compile("[0-9A-Za-z]{43}");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 43;

    /** A new one, from {@code random}, which has to be a secure one. */
    public static ShareToken from(RandomGenerator random) {
        return new ShareToken(random.ints(LENGTH, 0, DIGITS.length())
                .collect(StringBuilder::new, (text, digit) -> text.append(DIGITS.charAt(digit)), StringBuilder::append)
                .toString());
    }

    /** The token that {@code text} is; empty when it has another shape. */
    public static Optional<ShareToken> parse(String text) {
        return text != null && SHAPE.matcher(text).matches() ? Optional.of(new ShareToken(text)) : Optional.empty();
    }

    /** Where a link with this token leads, below the address of the gateway. */
    public String path() {
        return "/s/" + text;
    }

    /** SHA-256 of the text: tells the link to a sister service without telling it. */
    public Sha256 digest() {
        try {
            return Sha256.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    /** Without the text: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "ShareToken[…]";
    }
}
