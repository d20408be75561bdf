package io.waybill.kit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Netty's own channels use nothing else.
class ReadSizeTest {
    private static final int KIB = 1024;

    private final ReadBudget budget = new ReadBudget(512 * KIB);
    private final List<EmbeddedChannel> connections = new ArrayList<>();

    @Test
    void aBodyOnItsWayIsReadInLargePieces() {
        RecvByteBufAllocator.Handle size = busy();

        assertThat(size.guess()).isEqualTo(8 * KIB);
        ReadSize.onItsWay(connections.get(0), true);
        assertThat(size.guess()).isEqualTo(256 * KIB);
        ReadSize.onItsWay(connections.get(0), false);
        assertThat(size.guess()).isEqualTo(8 * KIB);
    }

    @Test
    void theMoreBodiesTheSmallerTheirReads() {
        RecvByteBufAllocator.Handle size = busy();
        ReadSize.onItsWay(connections.get(0), true);
        for (int others = 1; others < 3; others++) {
            busy();
            ReadSize.onItsWay(connections.get(others), true);
        }
        assertThat(size.guess()).as("of three").isEqualTo(128 * KIB);

        for (int others = 3; others < 1000; others++) {
            busy();
            ReadSize.onItsWay(connections.get(others), true);
        }
        assertThat(size.guess()).as("of a thousand").isEqualTo(8 * KIB);
    }

    @Test
    void whatIsOverTakesNobodysShare() {
        RecvByteBufAllocator.Handle size = busy();
        ReadSize.onItsWay(connections.get(0), true);
        for (int others = 1; others < 10; others++) {
            busy();
            ReadSize.onItsWay(connections.get(others), true);
            ReadSize.onItsWay(connections.get(others), true);
        }

        connections.subList(1, 5).forEach(over -> ReadSize.onItsWay(over, false));
        connections.subList(1, 10).forEach(over -> over.close().syncUninterruptibly());
        connections.subList(1, 10).forEach(closed -> ReadSize.onItsWay(closed, true));

        assertThat(size.guess()).isEqualTo(256 * KIB);
    }

    @Test
    void whoseBytesAreFewIsGivenLittleRoom() {
        RecvByteBufAllocator.Handle size = fitted();
        ReadSize.onItsWay(connections.get(0), true);

        assertThat(size.guess()).isEqualTo(8 * KIB);
    }

    /** What was read filled the room for it, again and again. */
    private RecvByteBufAllocator.Handle busy() {
        RecvByteBufAllocator.Handle size = fitted();
        for (int n = 0; n < 10; n++) {
            size.attemptedBytesRead(256 * KIB);
            size.lastBytesRead(256 * KIB);
            size.readComplete();
        }
        return size;
    }

    private RecvByteBufAllocator.Handle fitted() {
        EmbeddedChannel connection = new EmbeddedChannel();
        connections.add(connection);
        ReadSize.fit(connection, budget);
        ReadSize.fit(connection, budget);
        return connection.config().getRecvByteBufAllocator().newHandle();
    }
}
