package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.http.UnexpectedAnswer;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.ResumableSession;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** An upload breaks half-way: how long until a new byte of it is acknowledged, and how much is sent twice. */
record Resume(String id, boolean kill) implements Scenario {
    private static final long SIZE_BYTES = 64L << 20;
    private static final long SENT_BYTES = 36L << 20;
    private static final int NEW_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 5_000_000;

    @Override
    public String title(Sizes sizes) {
        return kill
                ? "Server killed after 36 of 64 MiB: until the first new byte is acknowledged"
                : "Line cut after 36 of 64 MiB: until the first new byte is acknowledged";
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public Ability needs() {
        return kill ? Ability.KILL : Ability.RESUME;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return SIZE_BYTES;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        long[] offset = new long[1];
        double[] seconds = new double[1];
        if (kill) {
            peer.standBy();
        }
        try (ResumableSession first = peer.resume()) {
            String upload = first.open(name, SIZE_BYTES);
            first.sendUnfinished(upload, 0, SIZE_BYTES, Content.of(SENT_BYTES));
            Meter.Measured measured = meter.measure(() -> {
                long began = System.nanoTime();
                if (kill) {
                    peer.kill();
                    offset[0] = goOn(peer.elsewhere(), upload);
                } else {
                    first.cut();
                    offset[0] = goOn(peer.resume(), upload);
                }
                seconds[0] = (System.nanoTime() - began) / 1e9;
            });
            if (kill) {
                peer.revive();
            }
            return Round.of(measured, NEW_BYTES, 1).resumed(seconds[0], SENT_BYTES - offset[0]);
        }
    }

    /** Asks and sends until something is acknowledged; answers where that began. */
    private static long goOn(ResumableSession session, String upload) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (session) {
            while (System.nanoTime() < deadline) {
                try {
                    long offset = session.offset(upload);
                    if (session.append(upload, offset, Content.of(NEW_BYTES))) {
                        return offset;
                    }
                } catch (IOException notYet) {
                    session.close();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        throw new UnexpectedAnswer("The upload could not be resumed for a minute.");
    }
}
