package io.waybill.contracts.key;

import io.waybill.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key as its holder writes it: {@code wb_<id>_<secret>_<crc>}, 66 characters of which none needs an encoding anywhere.
 *
 * <p>The id is public. The secret has 256 bits. The last six digits are the CRC-32 of all before them, so that a secret scanner
 * finds keys and nothing else, and a key that was mistyped is refused without asking anybody.
 *
 * @param id 12 digits and letters
 * @param secret 43 digits and letters
 */
public record ApiKeyText(String id, String secret) {
    /** What every key begins with. */
    public static final String PREFIX = "wb_";

    /** The shape of the public part. */
    public static final Pattern ID = Pattern.compile("[0-9A-Za-z]{12}");

    private static final Pattern SHAPE =
            Pattern.compile(PREFIX + "([0-9A-Za-z]{12})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_DIGITS = 12;
    private static final int SECRET_DIGITS = 43;
    private static final int CRC_DIGITS = 6;

    /** A new one, from {@code random}, which has to be a secure one. */
    public static ApiKeyText from(RandomGenerator random) {
        return new ApiKeyText(digits(random, ID_DIGITS), digits(random, SECRET_DIGITS));
    }

    /** The key that {@code text} is; empty when it has another shape or its check does not hold. */
    public static Optional<ApiKeyText> parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches() || !shape.group(3).equals(check(text.substring(0, text.length() - CRC_DIGITS - 1)))) {
            return Optional.empty();
        }
        return Optional.of(new ApiKeyText(shape.group(1), shape.group(2)));
    }

    /** Whether something of the shape of a key is anywhere in {@code text}, whether its check holds or not. */
    public static boolean isIn(String text) {
        return text.contains(PREFIX) && SHAPE.matcher(text).find();
    }

    /** The whole text. It is a secret. */
    public String text() {
        String said = PREFIX + id + '_' + secret;
        return said + '_' + check(said);
    }

    /** SHA-256 of the whole text: tells the key to a sister service without telling it. */
    public Sha256 digest() {
        try {
            return Sha256.of(MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    /** Without its secret: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }

    private static String check(String said) {
        CRC32 crc = new CRC32();
        crc.update(said.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CRC_DIGITS];
        long rest = crc.getValue();
        for (int i = CRC_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }

    private static String digits(RandomGenerator random, int count) {
        return random.ints(count, 0, DIGITS.length())
                .collect(StringBuilder::new, (text, digit) -> text.append(DIGITS.charAt(digit)), StringBuilder::append)
                .toString();
    }
}
