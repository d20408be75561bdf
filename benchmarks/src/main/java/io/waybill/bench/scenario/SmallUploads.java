package io.waybill.bench.scenario;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.peer.Session;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** Many small files go up, each in one request, by a fixed number of clients with a kept-alive connection each. */
record SmallUploads(String id, int clients) implements Scenario {
    static final int CLIENTS = 8;

    @Override
    public String title(Sizes sizes) {
        String who = clients == 1 ? "one client" : clients + " parallel clients";
        return count(sizes) + " files of " + Sizes.bytes(Sizes.SMALL_BYTES) + " by " + who;
    }

    @Override
    public Unit unit() {
        return Unit.FILES_PER_SECOND;
    }

    @Override
    public Ability needs() {
        return Ability.SMALL;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return (long) count(sizes) * Sizes.SMALL_BYTES;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        Content content = Content.of(Sizes.SMALL_BYTES);
        int count = count(sizes);
        Session[] sessions = new Session[clients];
        for (int n = 0; n < clients; n++) {
            sessions[n] = peer.connect();
        }
        try (Clients all = new Clients(clients)) {
            Meter.Measured measured = meter.measure(() -> all.run(client -> {
                for (int n = client; n < count; n += clients) {
                    sessions[client].uploadSmall(name + "/" + n, content);
                }
            }));
            return Round.of(measured, (long) count * Sizes.SMALL_BYTES, count);
        } finally {
            for (Session session : sessions) {
                session.close();
            }
        }
    }

    private int count(Sizes sizes) {
        return clients == 1 ? sizes.serialFiles() : sizes.smallFiles();
    }
}
