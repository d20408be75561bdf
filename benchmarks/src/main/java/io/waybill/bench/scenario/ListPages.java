package io.waybill.bench.scenario;

import io.waybill.bench.measure.Meter;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.FilledTree;
import io.waybill.bench.peer.ListingSession;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.report.PageTimes;
import io.waybill.bench.report.Round;
import io.waybill.bench.report.Unit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Pages of lists in a tree of very many files, one client, one question after the other: how long the slowest take. */
record ListPages() implements Scenario {
    private static final int PAGES = 200;
    private static final int DEEP_PAGES = 50;
    private static final int MOST_ITEMS = 1000;
    private static final long SEED = 20261128;

    /** By name, what is asked; {@code %d} is another number each time that a list begins anew. */
    private static final Map<String, String> QUESTIONS = questions();

    @Override
    public String id() {
        return "list";
    }

    @Override
    public String title(Sizes sizes) {
        return String.format(
                Locale.ROOT,
                "Pages of 100 in a tree of %,d files, %,d of them in one folder: p99 of the slowest question",
                sizes.listedFiles(),
                sizes.listedFiles() / FilledTree.ONE_FOLDER_SHARE);
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
        peer.fill(sizes.listedFiles());
        Map<String, PageTimes> times = new LinkedHashMap<>();
        try (ListingSession session = peer.list()) {
            Meter.Measured measured = meter.measure(() -> {
                for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
                    times.put(question.getKey(), ask(session, question.getValue(), null));
                }
                times.put("deep in the folder", ask(session, folder(), deep(session, folder())));
                times.put("deep in the tree", ask(session, "", deep(session, "")));
            });
            return Round.of(measured, 0, (long) PAGES * times.size()).listed(times);
        }
    }

    private static Map<String, String> questions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("all", "");
        all.put("top level", "&delimiter=/");
        all.put("the folder", folder());
        all.put("the folder, by size", folder() + "&sort=size&order=desc");
        all.put("the folder, by time", folder() + "&sort=modified&order=desc");
        all.put("a prefix", "&prefix=" + FilledTree.ROOT + "tree/0%d/");
        all.put("by size", "&sort=size&order=desc");
        all.put("by time", "&sort=modified&order=desc");
        all.put("a rare name", "&name=report-7%d");
        all.put("a frequent name", "&name=report");
        all.put("no such name", "&name=quarterly-%d");
        all.put("a name, by size", "&name=report-1%d&sort=size");
        all.put("images", "&type=image/*");
        all.put("images, by time", "&type=image/*&sort=modified&order=desc");
        all.put("no such type", "&type=video/mp4&sort=size");
        all.put("a range of sizes", "&minSize=1%d00&maxSize=1%d99");
        all.put("a tag", "&tag=tag-%d");
        all.put("type, size and name", "&type=image/*&minSize=500000&name=report-1");
        return all;
    }

    private static String folder() {
        return "&prefix=" + FilledTree.ROOT + "one/&delimiter=/";
    }

    /** A list is followed from page to page, and begun anew at its end. */
    private static PageTimes ask(ListingSession session, String question, String from) throws IOException {
        Random chance = new Random(SEED);
        double[] millis = new double[PAGES];
        String cursor = from;
        String asked = question.replace("%d", number(chance));
        for (int n = 0; n < PAGES; n++) {
            long began = System.nanoTime();
            String next = session.page(asked, cursor, 100);
            millis[n] = (System.nanoTime() - began) / 1e6;
            cursor = next == null ? from : next;
            if (next == null) {
                asked = question.replace("%d", number(chance));
            }
        }
        return PageTimes.of(millis);
    }

    private static String number(Random chance) {
        return Integer.toString(10 + chance.nextInt(90));
    }

    /** A cursor after very many files. */
    private static String deep(ListingSession session, String question) throws IOException {
        String cursor = null;
        for (int n = 0; n < DEEP_PAGES; n++) {
            String next = session.page(question, cursor, MOST_ITEMS);
            if (next == null) {
                return cursor;
            }
            cursor = next;
        }
        return cursor;
    }
}
