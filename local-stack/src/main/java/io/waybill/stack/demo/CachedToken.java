package io.waybill.stack.demo;

import java.time.Duration;
import java.util.function.Supplier;

/** An access token, asked for again when it has been kept for a while. */
final class CachedToken implements Supplier<String> {
    private final Supplier<String> source;
    private final Duration kept;
    private String token;
    private long since;

    CachedToken(Supplier<String> source, Duration kept) {
        this.source = source;
        this.kept = kept;
    }

    @Override
    public synchronized String get() {
        if (token == null || System.nanoTime() - since > kept.toNanos()) {
            token = source.get();
            since = System.nanoTime();
        }
        return token;
    }
}
