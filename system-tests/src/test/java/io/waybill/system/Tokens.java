package io.waybill.system;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Access tokens of people, asked for again well before they end. */
final class Tokens {
    private static final Duration FRESH = Duration.ofMinutes(3);

    private final Map<String, Token> byName = new ConcurrentHashMap<>();

    String get(String name, Supplier<String> signIn) {
        return byName.compute(
                        name,
                        (key, known) -> known != null && Instant.now().isBefore(known.freshUntil())
                                ? known
                                : new Token(signIn.get(), Instant.now().plus(FRESH)))
                .value();
    }

    private record Token(String value, Instant freshUntil) {}
}
