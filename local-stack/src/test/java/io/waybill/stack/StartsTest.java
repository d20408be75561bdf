package io.waybill.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StartsTest {
    @Test
    void theFirstFailureIsToldWhileOthersAreStillUnderWay() {
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        CompletableFuture<Void> failed = CompletableFuture.runAsync(() -> {
            throw new StackException("It does not start.");
        });
        CompletableFuture<Void> behindIt = failed.thenRunAsync(() -> {});

        assertThatThrownBy(() -> Starts.awaitAll(List.of(underWay, behindIt)))
                .isInstanceOf(StackException.class)
                .hasMessage("It does not start.");
    }

    @Test
    void aFileThatCannotBeWrittenIsASentence() {
        CompletableFuture<Void> failed = CompletableFuture.runAsync(() -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        });

        assertThatThrownBy(() -> Starts.awaitAll(List.of(failed)))
                .isInstanceOf(StackException.class)
                .hasMessage("The stack cannot start: No space left on device");
    }

    @Test
    void allThatSucceedAreAwaited() {
        assertThatCode(() -> Starts.awaitAll(List.of(CompletableFuture.runAsync(() -> {}))))
                .doesNotThrowAnyException();
    }
}
