package io.waybill.metadata.shares;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's argon2id hash (RFC 9106) as a PHC string, with its salt and parameters: those that OWASP recommends, 19 MiB, two
 * passes, one lane. Passwords are UTF-8 in Unicode NFC. Costs one core some 50 ms: never on an event loop.
 *
 * @param phc {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}
 */
record PasswordHash(String phc) {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    static PasswordHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = hash(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        Base64.Encoder plain = Base64.getEncoder().withoutPadding();
        return new PasswordHash("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(MEMORY_KIB, PASSES, LANES, plain.encodeToString(salt), plain.encodeToString(hash)));
    }

    /** Whether this is the hash of {@code password}, also when other parameters were usual when it was made. */
    boolean matches(String password) {
        Matcher shape = PHC.matcher(phc);
        if (!shape.matches()) {
            throw new IllegalStateException("A password is kept in a form that we do not know.");
        }
        byte[] salt = Base64.getDecoder().decode(shape.group(4));
        byte[] kept = Base64.getDecoder().decode(shape.group(5));
        byte[] hash = hash(
                password,
                salt,
                Integer.parseInt(shape.group(1)),
                Integer.parseInt(shape.group(2)),
                Integer.parseInt(shape.group(3)),
                kept.length);
        return MessageDigest.isEqual(kept, hash);
    }

    private static byte[] hash(String password, byte[] salt, int memoryKib, int passes, int lanes, int bytes) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[bytes];
        argon2.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    /** Without the hash: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "PasswordHash[…]";
    }
}
