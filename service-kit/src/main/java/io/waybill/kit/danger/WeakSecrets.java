package io.waybill.kit.danger;

import java.util.Locale;
import java.util.Set;

/** Secrets that are none. */
public final class WeakSecrets {
    /** Shorter secrets can be guessed. */
    public static final int MIN_CHARACTERS = 16;

    private static final Set<String> KNOWN =
            Set.of("changeme", "minioadmin", "password", "postgres", "secret", "waybill");

    private WeakSecrets() {}

    /** Whether {@code secret} is short, a word of examples again and again, or the {@code name} that it belongs to. */
    public static boolean isWeak(String secret, String name) {
        String plain = secret.toLowerCase(Locale.ROOT);
        return secret.length() < MIN_CHARACTERS
                || plain.equals(name.toLowerCase(Locale.ROOT))
                || KNOWN.stream().anyMatch(known -> plain.replace(known, "").length() < MIN_CHARACTERS / 2)
                || plain.chars().distinct().count() < MIN_CHARACTERS / 2;
    }
}
