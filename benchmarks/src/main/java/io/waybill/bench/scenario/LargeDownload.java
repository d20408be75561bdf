package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.http.UnexpectedAnswer;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.Session;
import io.waybill.bench.peer.Stored;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** One large file, just stored, comes down. */
record LargeDownload() implements Scenario {
    @Override
    public String id() {
        return "down";
    }

    @Override
    public String title(Sizes sizes) {
        return Sizes.bytes(sizes.largeBytes()) + " down";
    }

    @Override
    public Unit unit() {
        return Unit.MIB_PER_SECOND;
    }

    @Override
    public Ability needs() {
        return Ability.STREAM;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return sizes.largeBytes();
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        try (Session session = peer.connect()) {
            Stored stored = session.upload(name, Content.of(sizes.largeBytes()));
            Meter.Measured measured = meter.measure(() -> {
                long bytes = session.download(stored);
                if (bytes != sizes.largeBytes()) {
                    throw new UnexpectedAnswer("A download had " + bytes + " bytes.");
                }
            });
            session.remove(stored);
            return Round.of(measured, sizes.largeBytes(), 1);
        }
    }
}
