package io.waybill.system.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What thousands of queued files of one owner cost another one's single file (F-12): bob puts one file after the other while
 * nobody else is there, while alice keeps her share of the slots busy and nobody waits, and while she does that with thousands
 * more in line. The queue's price is the third beside the second. {@code waybill.fairness.files} turns it on and says how many.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS)
@EnabledIfSystemProperty(named = "waybill.fairness.files", matches = "[0-9]+")
class FairnessIT {
    private static final int SLOTS = 4;
    private static final int SHARE = 3;
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 5;
    private static final int SAMPLES = 300;
    private static final Payload FILE = new Payload(12, 64 << 10);

    private final int files = Integer.getInteger("waybill.fairness.files", 0);
    private final Waybill waybill = Waybill.fresh();
    private final Client alice = waybill.alice();
    private final Client bob = waybill.bob();
    private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
    private final AtomicInteger names = new AtomicInteger();
    /** What alice has still to send: uploads that are created and have no bytes. */
    private final Queue<String> unsent = new ConcurrentLinkedQueue<>();

    @Test
    void anothersFileWithAndWithoutAQueue() {
        var transfer = waybill.stack().service("transfer-service");
        transfer.change(Map.of(
                "WAYBILL_ADMISSION_MAX_UPLOADS", Integer.toString(SLOTS),
                "WAYBILL_ADMISSION_OWNER_SHARE", Double.toString((double) SHARE / SLOTS),
                "WAYBILL_ADMISSION_KEEP", "30M"));
        transfer.restart();
        List<Double> idle = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        List<Double> queued = new ArrayList<>();
        refill();
        bobsFiles("warm");
        whileAliceSendsOver(CONNECTIONS, "warm");
        for (int round = 0; round < ROUNDS; round++) {
            refill();
            idle.addAll(bobsFiles("idle"));
            busy.addAll(whileAliceSendsOver(SHARE, "busy"));
            refill();
            standInLine();
            queued.addAll(whileAliceSendsOver(CONNECTIONS, "queued"));
            leaveTheLine();
        }
        say("idle", idle);
        say("busy", busy);
        say("queued", queued);
        System.out.printf(
                "fairness %d in line: p95 queued/busy %.2f, queued/idle %.2f%n",
                files, percentile(queued, 95) / percentile(busy, 95), percentile(queued, 95) / percentile(idle, 95));
        connections.shutdown();
        waybill.remove();
    }

    /** How long each of bob's files took. Alice has as many requests under way all the time; what her slots do not take waits. */
    private List<Double> whileAliceSendsOver(int lines, String name) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        List<CompletableFuture<Void>> sending = IntStream.range(0, lines)
                .mapToObj(line -> CompletableFuture.runAsync(
                        () -> {
                            while (!over.get()) {
                                finish(unsent.remove());
                                sent.incrementAndGet();
                            }
                        },
                        connections))
                .toList();
        long from = System.nanoTime();
        List<Double> latencies;
        try {
            latencies = bobsFiles(name);
        } finally {
            over.set(true);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf("fairness %-6s alice %.0f files/s%n", name, sent.get() / seconds);
        sending.forEach(CompletableFuture::join);
        return latencies;
    }

    private void refill() {
        int missing = files - unsent.size();
        IntStream.range(0, missing)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> new Tus(alice).create("alice/" + names.incrementAndGet(), FILE.size()), connections))
                .toList()
                .forEach(created -> unsent.add(created.join()));
    }

    /** The places that her files would have taken if she had a connection for each of them. */
    private void standInLine() {
        int placed = update(
                "insert into admission_place (id, owner, priority, waiting_since, kept_until)"
                        + " select id, owner, priority, created_at, now() + interval '30 minutes'"
                        + " from upload where id = any(?)",
                unsent);
        assertThat(placed).isEqualTo(files);
    }

    private void leaveTheLine() {
        update("delete from admission_place where id = any(?)", unsent);
    }

    private int update(String sql, Collection<String> uploads) {
        UUID[] ids = uploads.stream()
                .map(upload -> UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1)))
                .toArray(UUID[]::new);
        var postgres = waybill.stack().postgres();
        String database = "waybill_transfer";
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids));
            return statement.executeUpdate();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void finish(String upload) {
        HttpResponse<String> sent;
        do {
            sent = new Tus(alice).patch(upload, FILE, 0, FILE.size());
        } while (sent.statusCode() == 503);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(204);
    }

    private List<Double> bobsFiles(String name) {
        List<Double> millis = new ArrayList<>();
        for (int n = 0; n < SAMPLES; n++) {
            String path = name + "/" + names.incrementAndGet();
            long from = System.nanoTime();
            HttpResponse<String> put = bob.put(path, FILE);
            millis.add((System.nanoTime() - from) / 1e6);
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
