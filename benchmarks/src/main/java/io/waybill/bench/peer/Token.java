package io.waybill.bench.peer;

import io.waybill.stack.Stack;
import java.time.Duration;
import java.util.function.Supplier;

/** Alice's credential, asked for again well before it ends. */
final class Token implements Supplier<String> {
    private static final Duration FRESH = Duration.ofMinutes(3);

    private final Stack stack;
    private String value;
    private long since;

    Token(Stack stack) {
        this.stack = stack;
    }

    @Override
    public synchronized String get() {
        if (value == null || System.nanoTime() - since > FRESH.toNanos()) {
            value = "Bearer " + stack.tokenOf("alice");
            since = System.nanoTime();
        }
        return value;
    }
}
