package io.waybill.system.fault;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.stack.ServiceProcess;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import io.waybill.system.crash.Audit;
import io.waybill.system.crash.Ledger;
import io.waybill.system.crash.Protocol;
import io.waybill.system.crash.Uploader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A replica is told to end ({@code SIGTERM}) while it is at work, as every roll-out does; clients go on with another one. */
class DrainIT {
    private static final String PREFIX = "drain/";
    private static final int CLIENTS = 6;

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Ledger ledger = new Ledger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void everyReplicaInTurnIsReplacedUnderLoadAndNothingAcknowledgedIsLost() {
        ExecutorService people = Executors.newFixedThreadPool(CLIENTS);
        try (var second = waybill.secondPath()) {
            List<CompletableFuture<Void>> work = IntStream.range(0, CLIENTS)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> keepUploading(n, second.gateway()), people))
                    .toList();
            for (ServiceProcess replica : List.of(
                    waybill.stack().service("transfer-service"),
                    waybill.stack().service("gateway-service"),
                    second.transfer(),
                    second.gatewayReplica())) {
                endsByItself(replica);
                replica.start();
            }
            enough.set(true);
            work.forEach(CompletableFuture::join);

            assertThat(ledger.versions()).hasSizeGreaterThan(CLIENTS);
            new Audit(waybill, alice).check(ledger, PREFIX);
        } finally {
            enough.set(true);
            people.shutdown();
        }
    }

    @Test
    void bytesOfASlowRequestAreAcknowledgedBeforeTheReplicaEnds() {
        Payload payload = new Payload(81, 30_000_000);
        Tus tus = new Tus(alice);
        String url = tus.create(PREFIX + "slow.bin", payload.size());
        long wholeParts;
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 0",
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, 10_000_000);
            ServiceProcess transfer = waybill.stack().service("transfer-service");
            await().until(() -> json(alice.get(url)).path("offset").asLong() > 0);
            wholeParts = json(alice.get(url)).path("offset").asLong();
            endsByItself(transfer);

            assertThat(socket.answer()).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After");
            transfer.start();
        }

        assertThat(tus.offset(url)).as("what was in memory is kept").isGreaterThan(wholeParts);
        tus.finish(url, payload);
        assertThat(alice.sha256Of(Client.content(PREFIX + "slow.bin"))).isEqualTo(payload.sha256());
    }

    private void keepUploading(int person, URI otherGateway) {
        AtomicInteger way = new AtomicInteger(person);
        List<URI> gateways = List.of(alice.gateway(), otherGateway);
        Client client = new Client(() -> gateways.get(way.get() % 2), alice::token);
        Uploader uploader = new Uploader(client, ledger, way::incrementAndGet);
        for (int n = 0; !enough.get(); n++) {
            Protocol protocol = Protocol.all().get((person + n) % Protocol.all().size());
            Payload payload = new Payload(1_000L * person + n, n % 3 == 0 ? 30_000 : 4_000_000);
            protocol.upload(uploader, PREFIX + person + "/" + n, payload);
        }
    }

    /** Not by the kill that comes when its patience is over: it says its last words itself. */
    private static void endsByItself(ServiceProcess replica) {
        long before = farewells(replica);
        replica.stop();
        assertThat(farewells(replica)).as(replica.name() + " stopped in order").isEqualTo(before + 1);
    }

    private static long farewells(ServiceProcess replica) {
        try (var lines = Files.lines(replica.log())) {
            return lines.filter(line -> line.contains(" stopped in ")).count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
