package io.waybill.bench.scenario;

import io.waybill.bench.http.SlowCrowd;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.ListingSession;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.report.PageTimes;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An honest client by itself, and beside thousands that begin a request and do not go on. In turns, so that both have the same machine. */
record BesideSlowClients() implements Scenario {
    private static final int SLOW = 2_000;
    private static final int TURNS = 5;
    private static final int PAGES = 200;
    private static final int WARM_UP = 500;

    @Override
    public String id() {
        return "slow";
    }

    @Override
    public String title(Sizes sizes) {
        return String.format(Locale.ROOT, "Pages of 10, one client beside %,d slow connections: p99", SLOW);
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public Ability needs() {
        return Ability.LISTS;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return 0;
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        double[] alone = new double[TURNS * PAGES];
        double[] beside = new double[TURNS * PAGES];
        try (ListingSession session = peer.list()) {
            ask(session, new double[WARM_UP], 0, WARM_UP);
            Meter.Measured measured = meter.measure(() -> {
                for (int turn = 0; turn < TURNS; turn++) {
                    ask(session, alone, turn * PAGES, PAGES);
                    try (SlowCrowd crowd = new SlowCrowd(peer.port(), SLOW)) {
                        ask(session, beside, turn * PAGES, PAGES);
                        crowd.comebacks();
                    }
                }
            });
            Map<String, PageTimes> times = new LinkedHashMap<>();
            times.put(PageTimes.ALONE, PageTimes.of(alone));
            times.put(PageTimes.BESIDE_SLOW, PageTimes.of(beside));
            return Round.of(measured, 0, 2L * TURNS * PAGES).listed(times);
        }
    }

    private static void ask(ListingSession session, double[] millis, int from, int count) throws IOException {
        for (int n = from; n < from + count; n++) {
            long began = System.nanoTime();
            session.page("", null, 10);
            millis[n] = (System.nanoTime() - began) / 1e6;
        }
    }
}
