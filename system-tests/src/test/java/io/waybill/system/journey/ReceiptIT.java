package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Every upload ends with the address of its receipt, whatever the protocol (F-30). */
class ReceiptIT {
    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();
    private final Client admin = Waybill.shared().admin();

    @Test
    void oneShot() {
        HttpResponse<String> answer = alice.put("receipts/one", "one");

        String address = receipt(answer);
        assertThat(json(answer).path("receipt").asText()).isEqualTo(address);
        assertThat(claims(alice, address).path("path").asText()).isEqualTo("receipts/one");
        assertThat(bob.get(address).statusCode()).isEqualTo(404);
        assertThat(admin.get(address).statusCode()).isEqualTo(200);
        assertThat(alice.anonymous().get(address).statusCode()).isEqualTo(401);
        assertThat(json(alice.anonymous().get("/.well-known/waybill-keys")).path("keys"))
                .isNotEmpty();
    }

    @Test
    void tus() {
        Tus tus = new Tus(alice);
        Payload payload = new Payload(7, 300_000);
        String url = tus.create("receipts/tus", payload.size());
        HttpResponse<String> answer = tus.patch(url, payload, 0, payload.size());

        JsonNode claims = claims(alice, receipt(answer));

        assertThat(claims.path("sha256").asText()).isEqualTo(payload.sha256());
        assertThat(receipt(tus.head(url))).isEqualTo(receipt(answer));
    }

    private static JsonNode claims(Client client, String address) {
        return json(client.get(address)).path("claims");
    }

    private static String receipt(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Waybill-Receipt")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
    }
}
