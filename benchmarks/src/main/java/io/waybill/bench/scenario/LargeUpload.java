package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.Session;
import io.waybill.bench.peer.Stored;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** One large file goes up, in one request or in many. */
record LargeUpload(String id, boolean inPieces) implements Scenario {
    @Override
    public String title(Sizes sizes) {
        String how = inPieces ? "requests of " + Sizes.bytes(Sizes.PIECE_BYTES) : "one request";
        return Sizes.bytes(sizes.largeBytes()) + " up in " + how;
    }

    @Override
    public Unit unit() {
        return Unit.MIB_PER_SECOND;
    }

    @Override
    public Ability needs() {
        return inPieces ? Ability.PIECES : Ability.STREAM;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return sizes.largeBytes();
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        Content content = Content.of(sizes.largeBytes());
        Stored[] stored = new Stored[1];
        try (Session session = peer.connect()) {
            Meter.Measured measured = meter.measure(() -> stored[0] = inPieces
                    ? session.uploadInPieces(name, content, Sizes.PIECE_BYTES)
                    : session.upload(name, content));
            session.remove(stored[0]);
            return Round.of(measured, sizes.largeBytes(), 1);
        }
    }
}
