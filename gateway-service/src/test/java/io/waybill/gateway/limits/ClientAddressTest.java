package io.waybill.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    @Test
    void isEachIpv4AddressForItself() {
        assertThat(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
    }

    @Test
    void isTheSameIpv4AddressWrittenAsIpv6() {
        assertThat(of("::ffff:192.0.2.1")).isEqualTo(of("192.0.2.1"));
    }

    @Test
    void isOneSubscriberOfIpv6HoweverManyAddressesTheyUse() {
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    }

    @Test
    void isOneForAllWithoutAnAddress() {
        assertThat(ClientAddress.of(null)).isEqualTo("unknown");
        assertThat(ClientAddress.of(SocketAddress.domainSocketAddress("/run/x")))
                .isEqualTo("unknown");
    }

    private static String of(String host) {
        return ClientAddress.of(SocketAddress.inetSocketAddress(443, host));
    }
}
