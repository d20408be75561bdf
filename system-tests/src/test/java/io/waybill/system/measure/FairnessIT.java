package io.waybill.system.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What thousands of queued files of one owner cost another one's single file (F-12): bob puts one file after the other while
 * nobody else is there, while alice keeps her share of the slots busy, and while she does that with thousands more in line.
 * The queue's price is the third beside the second. {@code waybill.fairness.files} turns it on and says how many.
 */
@EnabledIfSystemProperty(named = "waybill.fairness.files", matches = "[0-9]+")
class FairnessIT {
    private static final int SLOTS = 4;
    private static final int SHARE = 3;
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;
    private static final int SAMPLES = 150;
    private static final Payload FILE = new Payload(12, 64 << 10);

    private final int files = Integer.getInteger("waybill.fairness.files", 0);
    private final Waybill waybill = Waybill.fresh();
    private final Client alice = waybill.alice();
    private final Client bob = waybill.bob();

    @Test
    void anothersFileWithAndWithoutAQueue() {
        var transfer = waybill.stack().service("transfer-service");
        transfer.change(Map.of(
                "WAYBILL_ADMISSION_MAX_UPLOADS", Integer.toString(SLOTS),
                "WAYBILL_ADMISSION_OWNER_SHARE", Double.toString((double) SHARE / SLOTS),
                "WAYBILL_ADMISSION_KEEP", "30M"));
        transfer.restart();
        bobsFiles("warm", 400, () -> true);
        List<Double> idle = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            idle.addAll(bobsFiles("idle" + round, SAMPLES, () -> true));
            busy.addAll(whileAliceIsBusy(round));
        }
        List<Double> queued = whileAliceHasAQueue();
        say("idle", idle);
        say("busy", busy);
        say("queued", queued);
        System.out.printf(
                "fairness p95 queued/busy %.2f, queued/idle %.2f%n",
                percentile(queued, 95) / percentile(busy, 95), percentile(queued, 95) / percentile(idle, 95));
        waybill.remove();
    }

    /** As many connections as she has slots: they are always busy, and nothing waits. */
    private List<Double> whileAliceIsBusy(int round) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        ExecutorService connections = Executors.newFixedThreadPool(SHARE);
        try {
            List<CompletableFuture<Void>> busy = IntStream.range(0, SHARE)
                    .mapToObj(c -> CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    finish(create("busy/" + round + "/" + number.incrementAndGet()));
                                }
                            },
                            connections))
                    .toList();
            List<Double> latencies = bobsFiles("busy" + round, SAMPLES, () -> true);
            over.set(true);
            busy.forEach(CompletableFuture::join);
            return latencies;
        } finally {
            connections.shutdown();
        }
    }

    /** All her files are QUEUED, with places of their own, before bob begins; he ends when her line does. */
    private List<Double> whileAliceHasAQueue() {
        ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            Queue<String> line = new ConcurrentLinkedQueue<>(IntStream.range(0, files)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> create("queue/" + n), connections))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList());
            standInLine(List.copyOf(line));
            AtomicInteger left = new AtomicInteger(files);
            List<CompletableFuture<Void>> sending = IntStream.range(0, CONNECTIONS)
                    .mapToObj(c -> CompletableFuture.runAsync(
                            () -> {
                                for (String upload = line.poll(); upload != null; upload = line.poll()) {
                                    finish(upload);
                                    left.decrementAndGet();
                                }
                            },
                            connections))
                    .toList();
            List<Double> latencies = bobsFiles("queued", Integer.MAX_VALUE, () -> left.get() > CONNECTIONS);
            sending.forEach(CompletableFuture::join);
            return latencies;
        } finally {
            connections.shutdown();
        }
    }

    /** The places that her files would have taken if she had a connection for each of them. */
    private void standInLine(List<String> uploads) {
        var postgres = waybill.stack().postgres();
        String ids = String.join(
                ",",
                uploads.stream()
                        .map(upload -> "'" + upload.substring(upload.lastIndexOf('/') + 1) + "'::uuid")
                        .toList());
        try (var connection = java.sql.DriverManager.getConnection(
                        postgres.jdbcUrl("waybill_transfer"),
                        postgres.user("waybill_transfer"),
                        postgres.password("waybill_transfer"));
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into admission_place select id, owner, priority, created_at, now() + interval '30 minutes'"
                            + " from upload where id in (" + ids + ")");
        } catch (java.sql.SQLException broken) {
            throw new IllegalStateException(broken);
        }
        await().untilAsserted(() -> assertThat(
                        waybill.column("waybill_transfer", "select count(*)::text from admission_place"))
                .containsExactly(Integer.toString(files)));
    }

    private String create(String path) {
        return new Tus(alice).create(path, FILE.size());
    }

    private void finish(String upload) {
        HttpResponse<String> sent;
        do {
            sent = new Tus(alice).patch(upload, FILE, 0, FILE.size());
        } while (sent.statusCode() == 503);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(204);
    }

    private List<Double> bobsFiles(String prefix, int most, BooleanSupplier goesOn) {
        List<Double> millis = new ArrayList<>();
        for (int n = 0; n < most && goesOn.getAsBoolean(); n++) {
            long from = System.nanoTime();
            HttpResponse<String> put = bob.put(prefix + "/" + n, FILE);
            millis.add(Duration.ofNanos(System.nanoTime() - from).toNanos() / 1e6);
            assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        }
        return millis;
    }

    private static void say(String name, List<Double> millis) {
        System.out.printf(
                "fairness %-6s n=%d p50=%.1f ms p95=%.1f ms p99=%.1f ms%n",
                name, millis.size(), percentile(millis, 50), percentile(millis, 95), percentile(millis, 99));
    }

    private static double percentile(List<Double> millis, int percent) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
