package io.waybill.stack.supervision;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Part;
import io.waybill.stack.process.LogFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at every part four times a second; one that has died is started again after its back-off, and that is said.
 * Logs that have grown are rotated on the way.
 */
public final class Supervisor implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final long ROTATE_SECONDS = 5;

    private final List<Watched> watched = new ArrayList<>();
    private final Consumer<String> say;
    private final Runnable afterRestart;
    private final Clock clock;
    private final ScheduledExecutorService looks;

    /**
     * @param parts what to keep running
     * @param say takes one sentence per death and per restart
     * @param afterRestart runs when a part is back, for process ids have changed
     */
    public Supervisor(List<Part> parts, Consumer<String> say, Runnable afterRestart) {
        this(parts, say, afterRestart, Clock.systemUTC());
    }

    Supervisor(List<Part> parts, Consumer<String> say, Runnable afterRestart, Clock clock) {
        this.say = say;
        this.afterRestart = afterRestart;
        this.clock = clock;
        this.looks = Executors.newScheduledThreadPool(Math.max(1, parts.size()), work -> {
            Thread thread = new Thread(work, "waybill-supervisor");
            thread.setDaemon(true);
            return thread;
        });
        parts.forEach(part -> watched.add(new Watched(part)));
    }

    /** Begins to look. */
    public void start() {
        for (Watched part : watched) {
            scheduleLook(part, LOOK_MILLIS);
        }
        var unused = looks.scheduleWithFixedDelay(this::rotateLogs, ROTATE_SECONDS, ROTATE_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks no more; a restart under way is interrupted. */
    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void scheduleLook(Watched part, long delayMillis) {
        schedule(() -> look(part), delayMillis);
    }

    private void look(Watched part) {
        if (part.part.isAlive()) {
            scheduleLook(part, LOOK_MILLIS);
            return;
        }
        Duration pause = part.backOff.afterFailureAt(Instant.now(clock));
        say.accept(part.part.name() + " has ended; it is started again in " + pause.toSeconds() + " s (log: "
                + part.part.log() + ")");
        schedule(() -> restart(part), pause.toMillis());
    }

    private void restart(Watched part) {
        long began = System.nanoTime();
        try {
            part.part.start();
            say.accept("%s is back after %.1f s".formatted(part.part.name(), (System.nanoTime() - began) / 1e9));
            afterRestart.run();
        } catch (StackException notYet) {
            say.accept(notYet.getMessage().lines().findFirst().orElse(part.part.name() + " does not start"));
        }
        scheduleLook(part, LOOK_MILLIS);
    }

    private void rotateLogs() {
        for (Watched part : watched) {
            LogFile.at(part.part.log()).rotateIfLarge();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a look never fails: what it does is caught above
    private void schedule(Runnable work, long delayMillis) {
        try {
            looks.schedule(work, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return;
        }
    }

    private static final class Watched {
        private final Part part;
        private final BackOff backOff = new BackOff();

        Watched(Part part) {
            this.part = part;
        }
    }
}
