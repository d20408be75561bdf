package io.waybill.system.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More uploads on their way than a service has heap for, were it to hold what each of them has sent. */
class ManyAtOnceIT {
    private static final int UPLOADS = 200;

    private static final Waybill WAYBILL = Waybill.shared();

    private final Client alice = WAYBILL.alice();
    private final Tus tus = new Tus(alice);
    private final Payload payload = new Payload(131, 2 << 20);
    private final CyclicBarrier allHalfSent = new CyclicBarrier(UPLOADS);

    @Test
    void allAreHalfSentBeforeAnyGoesOnAndEachIsWholeInTheEnd() throws Exception {
        List<String> urls = IntStream.range(0, UPLOADS)
                .mapToObj(n -> tus.create("many/" + n + ".bin", payload.size()))
                .toList();
        ExecutorService clients = Executors.newFixedThreadPool(UPLOADS);
        try {
            List<Future<RawHttp.Answer>> answers =
                    urls.stream().map(url -> clients.submit(() -> send(url))).toList();

            for (Future<RawHttp.Answer> answer : answers) {
                assertThat(answer.get(3, TimeUnit.MINUTES).status()).isEqualTo(204);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(alice.sha256Of("/api/content/many/" + (UPLOADS - 1) + ".bin"))
                .isEqualTo(payload.sha256());
        WAYBILL.awaitNoStrayBytes();
    }

    private RawHttp.Answer send(String url) throws Exception {
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 0",
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, payload.size() / 2);
            allHalfSent.await(1, TimeUnit.MINUTES);
            return socket.bytes(payload, payload.size() / 2, payload.size() - payload.size() / 2)
                    .last();
        }
    }
}
