package io.waybill.system.crash;

import static io.waybill.system.client.Client.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.stack.part.Part;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * People upload, cancel and delete while anything dies at any moment; docs/reliability.md says how to run it and what came
 * of it. {@code waybill.crash.kills} turns it on, {@code waybill.crash.seed} repeats an earlier choice of victims.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS)
@EnabledIfSystemProperty(named = "waybill.crash.kills", matches = "[0-9]+")
class RandomCrashIT {
    private static final int KILLS_PER_ROUND = 40;
    private static final int PEOPLE = 4;
    private static final int[] SIZES = {0, 1, 30_000, 262_144, 900_000, 1_048_576, 2_500_000, 5_000_001};

    private final int kills = Integer.getInteger("waybill.crash.kills", 0);
    private final long seed = Long.getLong("waybill.crash.seed", System.nanoTime());
    /** Its home is kept when something is wrong: rows, bytes and logs tell more than a stack trace. */
    private final Waybill waybill = Waybill.fresh();

    private final Client alice = waybill.alice();
    private final Instant began = Instant.now();

    @Test
    void nothingIsLostHoweverOftenWhateverDies() {
        say("-Dwaybill.crash.seed=" + seed + " -Dwaybill.crash.kills=" + kills + " begins in "
                + waybill.stack().home());
        Failpoints failpoints = CrashSettings.applyToAll(waybill.stack());
        List<Part> mortals = new ArrayList<>(waybill.stack().services());
        mortals.add(waybill.stack().postgres());
        mortals.add(waybill.stack().kafka());
        int dead = 0;
        for (int round = 0; dead < kills; round++) {
            Ledger ledger = new Ledger();
            String prefix = "crash/" + round + "/";
            try (Reviver reviver = new Reviver(mortals)) {
                Assassin assassin = new Assassin(seed + round, waybill.stack(), failpoints, reviver);
                whileUploading(ledger, prefix, round, assassin, Math.min(KILLS_PER_ROUND, kills - dead));
                dead += assassin.count();
                say("round %d: %d kills %s".formatted(round, dead, assassin.deaths()));
            }
            new Audit(waybill, alice).check(ledger, prefix);
            say("round %d: %d versions, %d resumed uploads: nothing lost, nothing orphaned"
                    .formatted(round, ledger.versions().size(), ledger.acknowledgedOffsets()));
            deleteAll(prefix);
        }
        say("seed %d: %d kills, nothing lost, nothing orphaned".formatted(seed, dead));
        waybill.remove();
    }

    private void whileUploading(Ledger ledger, String prefix, int round, Assassin assassin, int wanted) {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<CompletableFuture<Void>> work = IntStream.range(0, PEOPLE)
                    .mapToObj(person -> CompletableFuture.runAsync(
                            () -> keepUploading(new Uploader(alice, ledger), prefix + person + "/", round, enough),
                            people))
                    .toList();
            while (assassin.count() < wanted && work.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
                assassin.strike();
            }
            enough.set(true);
            work.forEach(CompletableFuture::join);
        } finally {
            people.shutdown();
        }
    }

    private void keepUploading(Uploader uploader, String prefix, int round, AtomicBoolean enough) {
        SplittableRandom random = new SplittableRandom(seed ^ (31L * prefix.hashCode() + round));
        List<Protocol> protocols = Protocol.all();
        for (int n = 0; !enough.get(); n++) {
            Payload payload = new Payload(random.nextLong(), SIZES[random.nextInt(SIZES.length)]);
            if (random.nextInt(6) == 0) {
                cancelled(uploader, prefix + n, payload);
            } else {
                protocols.get(random.nextInt(protocols.size())).upload(uploader, prefix + n, payload);
            }
        }
    }

    private static void cancelled(Uploader uploader, String path, Payload payload) {
        Payload longer = new Payload(payload.seed(), payload.size() + 2);
        Tus tus = new Tus(uploader.client());
        String url = TusSequential.create(uploader, tus, path, longer);
        uploader.attempt("PATCH " + url, () -> tus.patch(url, longer, 0, payload.size() + 1), status -> status == 204);
        uploader.insist("DELETE " + url, () -> tus.delete(url), status -> status == 204);
    }

    private void deleteAll(String prefix) {
        Uploader uploader = new Uploader(alice, new Ledger());
        for (JsonNode files = page(prefix); !files.isEmpty(); files = page(prefix)) {
            files.forEach(file -> uploader.insist(
                    "DELETE " + file,
                    () -> alice.delete("/api/files/" + file.path("id").asText() + "?permanent=true"),
                    status -> status == 204));
        }
    }

    private JsonNode page(String prefix) {
        return json(alice.get("/api/files?limit=100&prefix=" + prefix)).path("items");
    }

    private void say(String sentence) {
        System.out.printf(
                "crash %6d s  %s%n", Duration.between(began, Instant.now()).toSeconds(), sentence);
    }
}
