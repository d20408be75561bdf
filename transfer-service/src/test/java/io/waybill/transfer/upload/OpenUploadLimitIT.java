package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One owner who opens uploads and finishes none of them (F-15). */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class OpenUploadLimitIT {
    /** As {@link TransferParts} sets it. */
    private static final int MOST = 60;

    private static final byte[] HELLO = TransferClient.bytes(1_000, 3);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    MeterRegistry meters;

    @Test
    void oneTooManyIsRefusedUntilOneHasEndedAndOthersAreNot() {
        TransferClient alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
        String first = alice.open("0", HELLO.length);
        for (int i = 2; i < MOST; i++) {
            alice.open("file-" + i, HELLO.length);
        }
        String key = UUID.randomUUID().toString();
        HttpResponse<String> last = create(alice, "Idempotency-Key", key);
        assertThat(last.statusCode()).isEqualTo(201);
        double before = refusals();

        HttpResponse<String> refused = create(alice);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("too_many_uploads", "\"limit\":" + MOST);
        assertThat(create(alice, "Idempotency-Key", UUID.randomUUID().toString())
                        .statusCode())
                .isEqualTo(409);
        assertThat(refusals()).isEqualTo(before + 2);

        HttpResponse<String> repeated = create(alice, "Idempotency-Key", key);
        assertThat(repeated.headers().firstValue("Location"))
                .as("the same request again finds its upload")
                .isEqualTo(last.headers().firstValue("Location"));
        assertThat(alice.put("one-shot", HELLO).statusCode())
                .as("a file in one request leaves nothing open")
                .isEqualTo(201);
        assertThat(alice.as("bob-" + UUID.randomUUID()).open("bob", 5)).isNotBlank();

        assertThat(alice.patch(first, 0, HELLO).statusCode())
                .as("what is open goes on")
                .isEqualTo(204);
        assertThat(create(alice).statusCode()).isEqualTo(201);
    }

    private static HttpResponse<String> create(TransferClient who, String... headers) {
        String[] all = new String[headers.length + 4];
        all[0] = "Upload-Length";
        all[1] = "5";
        all[2] = "Upload-Metadata";
        all[3] = "path eA==";
        System.arraycopy(headers, 0, all, 4, headers.length);
        return who.send("POST", "/api/uploads", new byte[0], all);
    }

    private double refusals() {
        return meters.counter("waybill.limited", "limit", "open-uploads", "by", "user")
                .count();
    }
}
