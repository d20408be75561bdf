package io.waybill.transfer.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Writes places and turns down, many with one statement and one statement at a time. Who waits for less than
 * {@value #GATHER_MILLIS} ms is never written at all. While the database is away, notes are kept and tried again. For any
 * thread.
 */
final class PlaceBook {
    private static final Logger LOG = Logger.getLogger(PlaceBook.class);
    private static final long GATHER_MILLIS = 20;
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final PlaceRows rows;
    private final Duration keep;
    private final BiConsumer<List<Waiter>, PlaceRows.Taken> taken;
    private List<Waiter> notes = new ArrayList<>();
    private Set<UUID> givenUp = new HashSet<>();
    private Map<String, Instant> turns = new HashMap<>();
    private boolean writing;

    /**
     * @param keep how long a place is kept from when it is written
     * @param taken told of each place that is durable, and of those who wait at it
     */
    PlaceBook(Vertx vertx, PlaceRows rows, Duration keep, BiConsumer<List<Waiter>, PlaceRows.Taken> taken) {
        this.vertx = vertx;
        this.rows = rows;
        this.keep = keep;
        this.taken = taken;
    }

    /** A place is to be kept, unless its request is let in before that is written. */
    synchronized void note(Waiter waiter) {
        notes.add(waiter);
        writeSoon(GATHER_MILLIS);
    }

    /** A place is to be kept no more. */
    synchronized void giveUp(UUID upload) {
        givenUp.add(upload);
        writeSoon(GATHER_MILLIS);
    }

    /** An owner had a turn. */
    synchronized void served(String owner, Instant at) {
        turns.put(owner, at);
        writeSoon(GATHER_MILLIS);
    }

    private void writeSoon(long millis) {
        if (!writing && !(notes.isEmpty() && givenUp.isEmpty() && turns.isEmpty())) {
            writing = true;
            vertx.setTimer(millis, fired -> write());
        }
    }

    private void write() {
        List<Waiter> places;
        Set<UUID> gone;
        Map<String, Instant> served;
        synchronized (this) {
            places = notes.stream().filter(Waiter::needsPlace).toList();
            gone = givenUp;
            served = turns;
            notes = new ArrayList<>();
            givenUp = new HashSet<>();
            turns = new HashMap<>();
        }
        Map<UUID, List<Waiter>> byUpload = new LinkedHashMap<>();
        places.forEach(waiter -> byUpload.computeIfAbsent(waiter.candidate().upload(), id -> new ArrayList<>())
                .add(waiter));
        Future<Void> written = (gone.isEmpty() ? Future.<Void>succeededFuture() : rows.giveUp(gone))
                .compose(done -> served.isEmpty() ? Future.succeededFuture() : rows.served(served))
                .compose(done -> byUpload.isEmpty() ? Future.succeededFuture() : take(byUpload));
        written.onComplete(over -> {
            if (over.failed()) {
                LOG.debugf(over.cause(), "places are written later");
            }
            synchronized (this) {
                if (over.failed()) {
                    notes.addAll(places);
                    givenUp.addAll(gone);
                    served.forEach(turns::putIfAbsent);
                }
                writing = false;
                writeSoon(over.failed() ? RETRY_MILLIS : GATHER_MILLIS);
            }
        });
    }

    private Future<Void> take(Map<UUID, List<Waiter>> byUpload) {
        Collection<Waiter> one =
                byUpload.values().stream().map(all -> all.get(0)).toList();
        return rows.take(one, keep)
                .onSuccess(all -> all.forEach(place -> taken.accept(byUpload.get(place.id()), place)))
                .mapEmpty();
    }
}
