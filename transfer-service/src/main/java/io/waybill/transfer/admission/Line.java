package io.waybill.transfer.admission;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The order of those who wait: by priority, then owner by owner, the one whose last turn is longest ago first, and within an
 * owner by time. Guarded by its user.
 */
final class Line {
    private final Map<String, NavigableSet<Waiter>> owners = new HashMap<>();
    private final Comparator<Waiter> heads;
    private int size;

    Line(Turns turns) {
        this.heads = Comparator.<Waiter>comparingInt(head -> -head.candidate().priority())
                .thenComparing(head -> turns.of(head.candidate().owner()))
                .thenComparing(Waiter::since)
                .thenComparingLong(Waiter::number);
    }

    void add(Waiter waiter) {
        owners.computeIfAbsent(waiter.candidate().owner(), owner -> new TreeSet<>(Waiter.OF_ONE_OWNER))
                .add(waiter);
        size++;
    }

    /** Whether it was in line. */
    boolean remove(Waiter waiter) {
        String owner = waiter.candidate().owner();
        NavigableSet<Waiter> waiting = owners.get(owner);
        if (waiting == null || !waiting.remove(waiter)) {
            return false;
        }
        if (waiting.isEmpty()) {
            owners.remove(owner);
        }
        size--;
        return true;
    }

    /** Who is next, of the owners whose first in line {@code may} go at all. */
    Optional<Waiter> next(Predicate<Candidate> may) {
        return owners.values().stream()
                .map(NavigableSet::first)
                .filter(head -> may.test(head.candidate()))
                .min(heads);
    }

    /** Whom to send away when too many wait: the last one of the owner who has the most in line. */
    Waiter last() {
        return owners.values().stream()
                .max(Comparator.comparingInt(Collection::size))
                .orElseThrow()
                .last();
    }

    /** Those who wait for one upload. */
    List<Waiter> of(UUID upload) {
        return all().filter(waiter -> waiter.candidate().upload().equals(upload))
                .toList();
    }

    /** All of them, in no order. */
    java.util.stream.Stream<Waiter> all() {
        return owners.values().stream().flatMap(Collection::stream);
    }

    int size() {
        return size;
    }
}
