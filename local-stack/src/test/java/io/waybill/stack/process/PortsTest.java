package io.waybill.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void noPortIsGivenTwice() {
        assertThat(IntStream.range(0, 100).map(n -> Ports.free()).distinct().count())
                .isEqualTo(100);
    }

    @Test
    void aTakenPortIsSeenAndAnotherChosen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
            assertThat(Ports.answers(taken.getLocalPort())).isTrue();
            assertThat(Ports.freeOr(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void aFreeWishIsGranted() {
        int wish = Ports.free();

        assertThat(Ports.freeOr(wish)).isEqualTo(wish);
        assertThat(Ports.answers(wish)).isFalse();
    }
}
