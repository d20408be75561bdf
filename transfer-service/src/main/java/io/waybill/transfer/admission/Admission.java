package io.waybill.transfer.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets requests in that bring bytes: at once while there is room, else by priority, then owner by owner.
 *
 * <p>Every replica has bounds of its own and serves those who stand at its door; what decides their order is in PostgreSQL
 * (place, priority, last turn of the owner), so that it is the same after any restart and at any replica. A place whose client
 * is away holds nobody up. What is only in memory here, the open connections, is gone with them. For any thread.
 */
@ApplicationScoped
public class Admission {
    private final Vertx vertx;
    private final AdmissionSettings settings;
    private final PlaceBook book;
    private final AdmissionMetrics metrics;
    private final Turns turns = new Turns();
    private final Line line = new Line(turns);
    private final Load load;
    private long arrivals;
    private boolean closed;

    Admission(Vertx vertx, PlaceRows rows, AdmissionSettings settings, MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.load = new Load(settings.maxUploads(), settings.bytesInFlight().asLongValue(), settings.ownerShare());
        this.book = new PlaceBook(vertx, rows, settings.maxWait().plus(settings.keep()), this::placed);
        this.metrics = new AdmissionMetrics(registry, this);
    }

    /** A slot, where nobody has to wait; costs no look at the database. */
    public Optional<Slot> tryEnter(Candidate candidate) {
        synchronized (this) {
            boolean goes = !closed
                    && load.isWithinShare(candidate)
                    && load.fits(candidate)
                    && (line.size() == 0 || joinsItsUpload(candidate) || isNext(candidate));
            if (!goes) {
                return Optional.empty();
            }
            load.add(candidate);
            return Optional.of(slot(candidate));
        }
    }

    /** One more connection of an upload that is in takes nothing from those in line, unless the next of them lacks bytes. */
    private boolean joinsItsUpload(Candidate candidate) {
        return load.isActive(candidate)
                && (candidate.exclusive()
                        || line.next(load::isWithinShare)
                                .filter(head -> load.lacksBytes(head.candidate()))
                                .isEmpty());
    }

    private boolean isNext(Candidate candidate) {
        Waiter waiter = waiter(candidate, () -> {});
        line.add(waiter);
        boolean next = line.next(load::isWithinShare).filter(waiter::equals).isPresent();
        line.remove(waiter);
        if (next) {
            turns.next(candidate.owner());
        }
        return next;
    }

    /**
     * A slot as soon as it is the turn of {@code candidate}. Its place is durable meanwhile, and kept for a while after.
     *
     * <p>Fails with {@code queued} after {@code waybill.admission.max-wait}, or at once where too many wait; with
     * {@code upload_superseded} when a newer request for the same upload waits; with what {@link #dismiss} says; with
     * {@code unavailable} when this replica goes down.
     *
     * @param body what the request sends, paused; a client that is gone leaves the line
     * @param queued run once, when the place is durable
     */
    public Future<Slot> enter(Candidate candidate, ReadStream<Buffer> body, Runnable queued) {
        Waiter waiter;
        List<Waiter> older = List.of();
        List<Waiter> next;
        synchronized (this) {
            if (closed) {
                return Future.failedFuture(goesDown());
            }
            waiter = waiter(candidate, queued);
            if (candidate.exclusive()) {
                older = line.of(candidate.upload());
                older.forEach(this::takeAway);
                older.stream().map(Waiter::since).min(Instant::compareTo).ifPresent(waiter::standsSince);
            }
            line.add(waiter);
            next = admit();
        }
        older.forEach(former -> former.turn().fail(superseded()));
        serve(next);
        if (waiter.turn().future().isComplete()) {
            return waiter.turn().future();
        }
        book.note(waiter);
        long timer = vertx.setTimer(Math.max(1, settings.maxWait().toMillis()), fired -> leave(waiter, queued(waiter)));
        body.exceptionHandler(gone -> leave(
                waiter,
                new WaybillException(ErrorCode.MALFORMED_REQUEST, "The client went away while it waited.", gone)));
        return onCallersContext(waiter.turn().future()).onComplete(over -> vertx.cancelTimer(timer));
    }

    /** An upload takes no more bytes: those who wait for it are told {@code why}. */
    public void dismiss(UUID upload, WaybillException why) {
        List<Waiter> late;
        synchronized (this) {
            late = line.of(upload);
        }
        late.forEach(waiter -> leave(waiter, why));
    }

    /** Lets nobody in any more; all who wait are told to go elsewhere. Their places are kept. */
    public void close() {
        List<Waiter> all;
        synchronized (this) {
            closed = true;
            all = line.all().toList();
        }
        all.forEach(waiter -> leave(waiter, goesDown()));
    }

    synchronized int active() {
        return load.uploads();
    }

    synchronized long bytesInFlight() {
        return load.bytes();
    }

    synchronized int queued() {
        return line.size();
    }

    private Waiter waiter(Candidate candidate, Runnable queued) {
        return new Waiter(candidate, Instant.now().truncatedTo(ChronoUnit.MICROS), arrivals++, queued);
    }

    private Slot slot(Candidate candidate) {
        return new Slot(() -> {
            List<Waiter> next;
            synchronized (this) {
                load.remove(candidate);
                next = admit();
            }
            serve(next);
        });
    }

    /** Takes all out of the line that there is room for, in their order; with an upload, all of its connections. */
    private List<Waiter> admit() {
        List<Waiter> admitted = new ArrayList<>();
        while (true) {
            Optional<Waiter> next = line.next(load::isWithinShare).filter(head -> load.fits(head.candidate()));
            if (next.isEmpty()) {
                return admitted;
            }
            Candidate candidate = next.get().candidate();
            Instant turn = turns.next(candidate.owner());
            for (Waiter waiter : line.of(candidate.upload())) {
                if (load.isWithinShare(waiter.candidate()) && load.fits(waiter.candidate())) {
                    line.remove(waiter);
                    waiter.admitted(turn);
                    load.add(waiter.candidate());
                    admitted.add(waiter);
                }
            }
        }
    }

    private void serve(List<Waiter> admitted) {
        for (Waiter waiter : admitted) {
            Candidate candidate = waiter.candidate();
            book.served(candidate.owner(), waiter.servedAt());
            book.giveUp(candidate.upload());
            metrics.admitted(waiter.arrivedNanos());
            waiter.turn().complete(slot(candidate));
        }
    }

    /** A place is durable: where it was kept from before, its request moves up to it. */
    private void placed(List<Waiter> waiters, PlaceRows.Taken place) {
        List<Waiter> there = new ArrayList<>();
        List<Waiter> next;
        List<Waiter> tooMany = new ArrayList<>();
        boolean unneeded = false;
        synchronized (this) {
            for (Waiter waiter : waiters) {
                place.served().ifPresent(at -> turns.served(waiter.candidate().owner(), at));
                unneeded |= !waiter.needsPlace();
                if (line.remove(waiter)) {
                    waiter.standsSince(place.since());
                    line.add(waiter);
                    there.add(waiter);
                }
            }
            next = admit();
            while (line.size() > settings.maxWaiting()) {
                Waiter last = line.last();
                takeAway(last);
                tooMany.add(last);
            }
        }
        if (unneeded) {
            book.giveUp(place.id());
        }
        there.stream().filter(Waiter::isWaiting).forEach(Waiter::tellQueued);
        serve(next);
        tooMany.forEach(waiter -> left(waiter, queued(waiter)));
    }

    private void leave(Waiter waiter, WaybillException why) {
        boolean waited;
        List<Waiter> next = List.of();
        synchronized (this) {
            waited = waiter.isWaiting();
            if (waited) {
                takeAway(waiter);
                next = admit();
            }
        }
        if (waited) {
            left(waiter, why);
        }
        serve(next);
    }

    private void left(Waiter waiter, WaybillException why) {
        if (!waiter.candidate().keepsPlace()) {
            book.giveUp(waiter.candidate().upload());
        }
        if (why.code() == ErrorCode.QUEUED) {
            metrics.sentAway();
        }
        waiter.turn().fail(why);
    }

    private void takeAway(Waiter waiter) {
        line.remove(waiter);
        waiter.left();
    }

    private static Future<Slot> onCallersContext(Future<Slot> turn) {
        Context context = Vertx.currentContext();
        if (context == null) {
            return turn;
        }
        Promise<Slot> there = Promise.promise();
        turn.onComplete(served -> context.runOnContext(now -> there.handle(served)));
        return there.future();
    }

    private static WaybillException queued(Waiter waiter) {
        return new WaybillException(
                        ErrorCode.QUEUED,
                        "This server brings in as much as it can right now. Your place in line is kept: send the same request"
                                + " again shortly.")
                .with("priority", waiter.candidate().priority())
                .with("queuedSince", waiter.since());
    }

    private static WaybillException superseded() {
        return new WaybillException(ErrorCode.UPLOAD_SUPERSEDED, "A newer request waits in the place of this one.");
    }

    private static WaybillException goesDown() {
        return new WaybillException(
                ErrorCode.UNAVAILABLE, "This server is going down. Your place in line is kept: go on in a moment.");
    }
}
