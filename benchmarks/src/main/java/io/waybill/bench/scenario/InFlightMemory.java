package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.ResumableSession;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;
import java.util.concurrent.CyclicBarrier;

/** Hundreds of uploads are on their way at once, each half sent before any goes on: how much memory that takes. */
record InFlightMemory() implements Scenario {
    private static final int SIZE_BYTES = 2 << 20;
    private static final int HALF_BYTES = SIZE_BYTES / 2;

    @Override
    public String id() {
        return "inflight";
    }

    @Override
    public String title(Sizes sizes) {
        return "transfer-service with " + sizes.inFlight() + " uploads of " + Sizes.bytes(SIZE_BYTES)
                + " in flight, all half sent before any goes on";
    }

    @Override
    public Unit unit() {
        return Unit.RESIDENT_MIB;
    }

    @Override
    public Ability needs() {
        return Ability.MEMORY;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return (long) sizes.inFlight() * SIZE_BYTES;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        int count = sizes.inFlight();
        Content half = Content.of(HALF_BYTES);
        CyclicBarrier allHalfSent = new CyclicBarrier(count);
        ResumableSession[] sessions = new ResumableSession[count];
        for (int n = 0; n < count; n++) {
            sessions[n] = peer.resume();
        }
        try (Clients all = new Clients(count)) {
            return Round.of(
                    meter.measure(() -> all.run(client -> {
                        ResumableSession session = sessions[client];
                        String upload = session.open(name + "/" + client, SIZE_BYTES);
                        session.sendUnfinished(upload, 0, SIZE_BYTES, half);
                        allHalfSent.await();
                        session.sendMore(half);
                        session.finish();
                    })),
                    writesBytes(sizes),
                    count);
        } finally {
            for (ResumableSession session : sessions) {
                session.close();
            }
        }
    }
}
