package io.waybill.system.crash;

import io.waybill.stack.Stack;
import io.waybill.stack.part.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends processes: at a random moment, or at a random step of a service that has failpoints. The seed decides who, when and
 * where; what the victim is doing then is up to the machine.
 */
final class Assassin {
    private static final List<String> STEPS = List.of(
            "upload-row",
            "staged",
            "part-claimed",
            "part-stored",
            "offset-row",
            "tail-stored",
            "whole-stored",
            "small-row",
            "small-stored",
            "pinned",
            "copy-stored",
            "copies-stored",
            "copies-row",
            "tx1",
            "assemble-sent",
            "assembled",
            "verified-row",
            "version-sent",
            "version-recorded",
            "version-answered",
            "tx2",
            "ended-row",
            "discarded",
            "purged",
            "relay-sent");

    private static final int MOST_HITS = 4;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;
    private static final long STEP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SplittableRandom random;
    private final Failpoints failpoints;
    private final Reviver reviver;
    private final List<Part> lots = new ArrayList<>();
    private final Map<String, Integer> deaths = new ConcurrentSkipListMap<>();

    Assassin(long seed, Stack stack, Failpoints failpoints, Reviver reviver) {
        this.random = new SplittableRandom(seed);
        this.failpoints = failpoints;
        this.reviver = reviver;
        draw(9, stack.service("transfer-service"));
        draw(4, stack.service("metadata-service"));
        draw(2, stack.service("gateway-service"));
        draw(1, stack.service("notification-service"));
        draw(4, stack.postgres());
        draw(1, stack.kafka());
    }

    /** Waits a little, mostly until all run, and ends one process or several at once; none when the chosen one is not up. */
    void strike() {
        if (random.nextInt(4) > 0) {
            reviver.awaitAllUp();
        }
        pause(random.nextInt(LONGEST_PAUSE_MILLIS));
        switch (random.nextInt(5)) {
            case 0, 1 -> atStep();
            case 2 -> several();
            default -> atRandom(lots.get(random.nextInt(lots.size())));
        }
    }

    /** How often who ended, and where. */
    Map<String, Integer> deaths() {
        return deaths;
    }

    int count() {
        return deaths.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void atStep() {
        String step = STEPS.get(random.nextInt(STEPS.size()));
        failpoints.arm(step, 1 + random.nextInt(MOST_HITS));
        long end = System.nanoTime() + STEP_PATIENCE_NANOS;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (!failpoints.isArmed(step)) {
                deaths.merge(step, 1, Integer::sum);
                return;
            }
        }
        if (!failpoints.disarm(step)) {
            deaths.merge(step, 1, Integer::sum);
        }
    }

    /** As when a machine with several of them goes down. */
    private void several() {
        Set<Part> together = new LinkedHashSet<>(lots);
        together.removeIf(part -> random.nextBoolean());
        together.parallelStream().forEach(this::atRandom);
    }

    private void atRandom(Part victim) {
        if (!reviver.isStarting(victim)) {
            victim.kill();
            deaths.merge(victim.name(), 1, Integer::sum);
        }
    }

    private void draw(int chances, Part part) {
        for (int i = 0; i < chances; i++) {
            lots.add(part);
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
