package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.Session;
import io.waybill.bench.peer.Stored;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** Many files of middle size go up at once, each over a connection of its own. */
record ParallelUploads() implements Scenario {
    @Override
    public String id() {
        return "parallel";
    }

    @Override
    public String title(Sizes sizes) {
        return sizes.parallelFiles() + " files of " + Sizes.bytes(Sizes.PARALLEL_BYTES) + " up at once";
    }

    @Override
    public Unit unit() {
        return Unit.MIB_PER_SECOND;
    }

    @Override
    public Ability needs() {
        return Ability.PIECES;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return (long) sizes.parallelFiles() * Sizes.PARALLEL_BYTES;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        int count = sizes.parallelFiles();
        Content content = Content.of(Sizes.PARALLEL_BYTES);
        Stored[] stored = new Stored[count];
        Session[] sessions = new Session[count];
        for (int n = 0; n < count; n++) {
            sessions[n] = peer.connect();
        }
        try (Clients all = new Clients(count)) {
            Meter.Measured measured = meter.measure(
                    () -> all.run(client -> stored[client] = sessions[client].upload(name + "/" + client, content)));
            for (Stored one : stored) {
                sessions[0].remove(one);
            }
            return Round.of(measured, writesBytes(sizes), count);
        } finally {
            for (Session session : sessions) {
                session.close();
            }
        }
    }
}
