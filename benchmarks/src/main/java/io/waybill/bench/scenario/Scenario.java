package io.waybill.bench.scenario;

import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;

/** One question, put to every peer that can answer it. */
public interface Scenario {
    /** Its short name: that of its file, and on the command line. */
    String id();

    /** What is done, with sizes. */
    String title(Sizes sizes);

    Unit unit();

    /** What a peer must be able to do to take part. */
    Ability needs();

    /** How many bytes one run writes to the disk, so that as many are at hand in the page cache. */
    long writesBytes(Sizes sizes);

    /**
     * Measures a peer once, and takes away what it made.
     *
     * @param name begins the names of all files of this round; no two rounds share it
     * @throws Exception when the peer does not do what is asked: the round is worth nothing then
     */
    Round run(Peer peer, Meter meter, Sizes sizes, String name) throws Exception;
}
