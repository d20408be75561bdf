package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.Session;
import io.waybill.bench.peer.Tar;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;
import java.util.List;
import java.util.stream.IntStream;

/** The same small files go up as one tar stream. */
record PackedBatch() implements Scenario {
    @Override
    public String id() {
        return "batch";
    }

    @Override
    public String title(Sizes sizes) {
        return sizes.smallFiles() + " files of " + Sizes.bytes(Sizes.SMALL_BYTES) + " in one packed batch";
    }

    @Override
    public Unit unit() {
        return Unit.FILES_PER_SECOND;
    }

    @Override
    public Ability needs() {
        return Ability.BATCH;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return (long) sizes.smallFiles() * Sizes.SMALL_BYTES;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        List<String> names = IntStream.range(0, sizes.smallFiles())
                .mapToObj(n -> name + "/" + n)
                .toList();
        Content tar = Tar.of(names, Content.of(Sizes.SMALL_BYTES));
        try (Session session = peer.connect()) {
            Meter.Measured measured = meter.measure(() -> session.uploadPacked(tar, names.size()));
            return Round.of(measured, (long) names.size() * Sizes.SMALL_BYTES, names.size());
        }
    }
}
