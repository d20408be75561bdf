package io.waybill.bench.scenario;

import java.util.List;

/** All that is measured, in the order of reports. */
public final class Scenarios {
    public static final List<Scenario> ALL = List.of(
            new LargeUpload("up", false),
            new LargeUpload("pieces", true),
            new LargeDownload(),
            new SmallUploads("small", SmallUploads.CLIENTS),
            new SmallUploads("serial", 1),
            new PackedBatch(),
            new ParallelUploads(),
            new Resume("cut", false),
            new Resume("kill", true),
            new ThroughProxy(),
            new InFlightMemory(),
            new ListPages(),
            new BesideSlowClients());

    private Scenarios() {}
}
