package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.ServiceProcess;
import io.waybill.stack.proxy.Fault;
import io.waybill.stack.proxy.FaultProxy;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import io.waybill.system.crash.Ledger;
import io.waybill.system.crash.OneShotPut;
import io.waybill.system.crash.TusSequential;
import io.waybill.system.crash.Uploader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The network misbehaves, before the gateway and behind it: uploads get through all the same, and no changed bit is stored. */
class NetworkIT {
    private static final Waybill WAYBILL = Waybill.shared();
    private static final Client ALICE = WAYBILL.alice();
    private static final long MIB = 1 << 20;

    private static FaultProxy beforeGateway;
    private static FaultProxy beforeTransfer;
    private static ServiceProcess behindProxy;

    /** Where the proxy stands. */
    enum Place {
        BEFORE_GATEWAY,
        BEFORE_TRANSFER;

        FaultProxy proxy() {
            return this == BEFORE_GATEWAY ? beforeGateway : beforeTransfer;
        }

        Client client() {
            URI gateway = this == BEFORE_GATEWAY ? beforeGateway.url() : URI.create(behindProxy.url());
            return new Client(gateway, ALICE::token);
        }
    }

    @BeforeAll
    static void setUp() {
        beforeGateway = new FaultProxy(WAYBILL.stack().gateway());
        beforeTransfer = new FaultProxy(
                URI.create(WAYBILL.stack().service("transfer-service").url()));
        behindProxy = WAYBILL.stack()
                .startReplica(
                        "gateway-service",
                        Map.of("WAYBILL_TRANSFER_URL", beforeTransfer.url().toString()));
    }

    @AfterAll
    static void takeDown() {
        behindProxy.stop();
        beforeGateway.close();
        beforeTransfer.close();
    }

    static Stream<Arguments> faults() {
        Map<String, Fault> faults = Map.of(
                "latency", Fault.latency(Duration.ofMillis(30)),
                "cut", Fault.cutAfter(1_200_000),
                "reset", Fault.resetAfter(1_200_000),
                "drip", Fault.drip(8_192, Duration.ofMillis(2)));
        return Stream.of(Place.values()).flatMap(place -> faults.entrySet().stream()
                .map(fault -> Arguments.of(place, fault.getKey(), fault.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void anUploadGetsThrough(Place place, String name, Fault fault) {
        Payload payload = new Payload(name.hashCode(), 5 * MIB);
        String path = "network/" + place + "-" + name;
        Ledger ledger = new Ledger();

        place.proxy().up(fault);
        try {
            new TusSequential().upload(new Uploader(place.client(), ledger), path, payload);
        } finally {
            place.proxy().heal();
        }

        assertThat(ledger.breaches()).isEmpty();
        assertThat(ALICE.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsLostIsAskedForAgain(Place place) {
        Payload payload = new Payload(91, MIB);
        String path = "network/answer-" + place;
        Ledger ledger = new Ledger();
        int[] failures = {0};
        place.proxy().down(Fault.resetAfter(10));
        Uploader uploader = new Uploader(place.client(), ledger, () -> {
            if (++failures[0] == 2) {
                place.proxy().heal();
            }
        });

        new OneShotPut().upload(uploader, path, payload);

        assertThat(ledger.breaches()).isEmpty();
        assertThat(ALICE.sha256Of(content(path))).isEqualTo(payload.sha256());
        assertThat(versions(path)).as("the same request makes one version").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestInABlackHoleDoesNotKeepANewerOneOut(Place place) {
        Payload payload = new Payload(93, 5 * MIB);
        Tus tus = new Tus(ALICE);
        String path = "network/hole-" + place;
        String url = tus.create(path, payload.size());
        Client client = place.client();
        place.proxy().up(Fault.blackHoleAfter(2 * MIB));
        try (RawHttp socket = new RawHttp(client.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + ALICE.gateway().getAuthority(),
                            "Authorization: Bearer " + ALICE.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 0",
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, 3 * MIB);

            TusSequential.finish(new Uploader(ALICE, new Ledger()), url, payload);
        } finally {
            place.proxy().heal();
        }

        assertThat(ALICE.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @ParameterizedTest
    @EnumSource
    void aChangedBitOfAFileIsRefusedAndNothingIsLeft(Place place) {
        Payload payload = new Payload(95, 3 * MIB);
        String path = "network/flip-" + place;
        Client client = place.client();
        Uploader uploader = new Uploader(client, new Ledger());
        place.proxy().up(Fault.flipBitAt(2 * MIB));
        HttpResponse<String> answer;
        try {
            answer = uploader.insist(
                    "PUT " + path,
                    () -> client.put(path, payload, "Repr-Digest", payload.reprDigest()),
                    status -> status == 400);
        } finally {
            place.proxy().heal();
        }

        assertThat(json(answer).path("code").asText()).isEqualTo("digest_mismatch");
        assertThat(json(answer).path("expected").asText()).isEqualTo(payload.sha256());
        assertThat(ALICE.get(content(path)).statusCode()).isEqualTo(404);
        WAYBILL.awaitNoStrayBytes();
        uploader.insist(
                "PUT " + path,
                () -> client.put(path, payload, "Repr-Digest", payload.reprDigest()),
                status -> status == 201);
        assertThat(ALICE.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @ParameterizedTest
    @EnumSource
    void aChangedBitOfAPieceIsRefusedAndTheOffsetStays(Place place) {
        Payload payload = new Payload(97, 3 * MIB);
        String path = "network/flip-piece-" + place;
        Tus tus = new Tus(place.client());
        Uploader uploader = new Uploader(place.client(), new Ledger());
        String url = tus.create(path, payload.size());
        String checksum = "sha256 " + Base64.getEncoder().encodeToString(payload.digest("SHA-256"));
        place.proxy().up(Fault.flipBitAt(2 * MIB));
        try {
            uploader.insist(
                    "PATCH " + url,
                    () -> tus.patch(url, payload, 0, payload.size(), "Upload-Checksum", checksum),
                    status -> status == 460);
        } finally {
            place.proxy().heal();
        }

        assertThat(new Tus(ALICE).offset(url)).isZero();
        uploader.insist(
                "PATCH " + url,
                () -> tus.patch(url, payload, 0, payload.size(), "Upload-Checksum", checksum),
                status -> status == 204);
        assertThat(ALICE.sha256Of(content(path))).isEqualTo(payload.sha256());
    }

    @Test
    void aChangedBitOfADownloadContradictsItsDigest() {
        Payload payload = new Payload(99, 3 * MIB);
        ALICE.put("network/down.bin", payload);
        beforeGateway.down(Fault.flipBitAt(2 * MIB));
        try {
            Client client = Place.BEFORE_GATEWAY.client();
            HttpResponse<String> head = client.send(
                    client.request(content("network/down.bin")).method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(head.headers().firstValue("Repr-Digest")).hasValue(payload.reprDigest());
            assertThat(client.sha256Of(content("network/down.bin"))).isNotEqualTo(payload.sha256());
        } finally {
            beforeGateway.heal();
        }
    }

    private static int versions(String path) {
        return json(ALICE.get("/api/files?prefix=" + path))
                .path("items")
                .path(0)
                .path("version")
                .asInt();
    }
}
