package io.waybill.gateway.websession;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.waybill.gateway.protection.PublicAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionCookiesTest {
    private final SessionCookies overTls = cookies("https://files.example.org");
    private final SessionCookies here = cookies("http://127.0.0.1:8080");

    @Test
    void belongToThisHostAloneAndAreHiddenFromScripts() {
        assertThat(overTls.session("x")).isEqualTo("__Host-waybill-session=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assertThat(overTls.signIn("0123456789", "y", Duration.ofMinutes(10)))
                .isEqualTo("__Host-waybill-sign-in-01234567=y; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600");
        assertThat(here.session("x")).isEqualTo("waybill-session=x; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void areFoundAmongOthers() {
        assertThat(overTls.session(sent("a=b; __Host-waybill-session=x;c=d"))).contains("x");
    }

    /** Over TLS a neighbour cannot set one of that name; one without the prefix does not count. */
    @Test
    void areNotTakenFromANeighbour() {
        assertThat(overTls.session(sent("waybill-session=theirs"))).isEmpty();
        assertThat(here.session(sent("waybill-session=mine; waybill-session=theirs")))
                .isEmpty();
    }

    private static MultiMap sent(String cookie) {
        return MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie);
    }

    private static SessionCookies cookies(String address) {
        return new SessionCookies(new PublicAddress(() -> URI.create(address)));
    }
}
