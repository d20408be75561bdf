package io.waybill.gateway.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.kit.danger.Danger;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorDangersTest {
    @Test
    void whatIsSecuredIsNoDanger() {
        List<String> pages = List.of("https://app.example.org", "http://localhost:5173", "http://127.0.0.1:3000");

        assertThat(new DoorDangers("HTTPS://id.example.org/realms/waybill", pages, true).find())
                .isEmpty();
    }

    @Test
    void anIssuerOnAPlainLineIsADanger() {
        assertThat(new DoorDangers("http://id.example.org/realms/waybill", List.of(), true).find())
                .extracting(Danger::code)
                .containsExactly("plain-issuer");
    }

    @Test
    void anAddressThatOnlyThisMachineKnowsIsADanger() {
        assertThat(new DoorDangers("https://id.example.org", List.of(), false).find())
                .extracting(Danger::code)
                .containsExactly("plain-public-url");
    }

    @Test
    void aPageOnAPlainLineIsADanger() {
        assertThat(new DoorDangers("https://id.example.org", List.of("https://a.example", "http://b.example"), true)
                        .find())
                .singleElement()
                .satisfies(danger -> {
                    assertThat(danger.code()).isEqualTo("plain-origin");
                    assertThat(danger.sentence()).contains("http://b.example");
                });
    }
}
