package io.waybill.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://Files.example.org/,     https://files.example.org,  true",
        "https://files.example.org:443,  https://files.example.org,  true",
        "https://files.example.org:8443, https://files.example.org:8443, true",
        "http://127.0.0.1:8080,          http://127.0.0.1:8080,      false",
        "http://[::1]:8080,              http://[::1]:8080,          false",
        "http://localhost,               http://localhost,           false",
    })
    void isWrittenAsABrowserWritesAnOrigin(String configured, String origin, boolean secure) {
        PublicAddress address = new PublicAddress(URI.create(configured));

        assertThat(address.origin()).isEqualTo(origin);
        assertThat(address.isSecure()).isEqualTo(secure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://files.example.org",
                "http://127.0.0.1.example.org",
                "https://files.example.org/waybill",
                "https://a@files.example.org",
                "https://files.example.org?x",
                "ftp://files.example.org",
                "files.example.org"
            })
    void refusesToStartWhereCookiesWouldNotBeSafe(String configured) {
        assertThatThrownBy(() -> new PublicAddress(URI.create(configured)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waybill.public.url");
    }

    @Test
    void demandsTlsForYearsWhereThereIsTls() {
        assertThat(said("https://files.example.org").get("Strict-Transport-Security"))
                .isEqualTo("max-age=63072000");
        assertThat(said("http://127.0.0.1:8080").contains("Strict-Transport-Security"))
                .isFalse();
    }

    private static MultiMap said(String address) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        new BrowserProtections(new PublicAddress(URI.create(address))).put(headers);
        return headers;
    }
}
