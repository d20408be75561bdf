package io.waybill.bench.scenario;

import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** One large file goes to the same transfer-service on every way that leads there. */
record ThroughProxy() implements Scenario {
    private static final LargeUpload UPLOAD = new LargeUpload("proxy", false);

    @Override
    public String id() {
        return UPLOAD.id();
    }

    @Override
    public String title(Sizes sizes) {
        return Sizes.bytes(sizes.largeBytes()) + " up to one transfer-service: our gateway, nginx, nothing between";
    }

    @Override
    public Unit unit() {
        return UPLOAD.unit();
    }

    @Override
    public Ability needs() {
        return Ability.PROXY;
    }

    @Override
    public long writesBytes(Sizes sizes) {
        return UPLOAD.writesBytes(sizes);
    }

    @Override
    public Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception {
        return UPLOAD.run(peer, meter, sizes, name);
    }
}
