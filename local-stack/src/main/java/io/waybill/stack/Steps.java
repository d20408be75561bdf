package io.waybill.stack;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** Measures what is started and tells the listener. */
final class Steps {
    private final StartListener listener;

    Steps(StartListener listener) {
        this.listener = listener;
    }

    <T> T timed(String what, Supplier<T> work, Function<T, String> where) {
        long began = System.nanoTime();
        T made = work.get();
        listener.ready(what, Duration.ofNanos(System.nanoTime() - began), where.apply(made));
        return made;
    }

    void given(String what, String where) {
        listener.ready(what, Duration.ZERO, where + " (given)");
    }

    void note(String sentence) {
        listener.note(sentence);
    }
}
