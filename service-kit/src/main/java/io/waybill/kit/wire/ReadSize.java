package io.waybill.kit.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much is read from a connection at once. While a body is on its way: what it brought lately, from 2 KiB to its share of a
 * {@link ReadBudget}. What was read stays in memory until it is sent or taken; one size for all would hold 256 KiB for each of a
 * slow client's packets. Otherwise at most 8 KiB: Vert.x copies what it reads to the heap, and keeps up to eight reads of a
 * body that nobody takes yet; in large reads, a hundred clients who wait would fill the heap.
 *
 * <p>One for each connection; any thread.
 */
@SuppressWarnings("deprecation") // Netty deprecates its handle, and still asks for it.
public final class ReadSize implements RecvByteBufAllocator {
    private static final int MIN_BYTES = 2 * 1024;
    private static final int READS_IN_A_ROW = 16;

    private static final RecvByteBufAllocator FITTING = new AdaptiveRecvByteBufAllocator(
                    MIN_BYTES, ReadBudget.LEAST_BYTES, ReadBudget.MOST_BYTES)
            .maxMessagesPerRead(READS_IN_A_ROW);

    private final ReadBudget budget;
    private final AtomicBoolean onItsWay = new AtomicBoolean();

    private ReadSize(ReadBudget budget) {
        this.budget = budget;
    }

    /** Has {@code connection} read like this; call it before anything is read from it. Again changes nothing. */
    public static void fit(Channel connection, ReadBudget budget) {
        if (!(connection.config().getRecvByteBufAllocator() instanceof ReadSize)) {
            ReadSize size = new ReadSize(budget);
            connection.config().setRecvByteBufAllocator(size);
            connection.closeFuture().addListener(closed -> size.onItsWay(false));
        }
    }

    /** The same for a connection of Vert.x. */
    public static void fit(HttpConnection connection, ReadBudget budget) {
        fit(((ConnectionBase) connection).channel(), budget);
    }

    /** Says whether a body is on its way on {@code connection} from now on; for one that was not fitted it means nothing. */
    public static void onItsWay(Channel connection, boolean body) {
        if (connection.config().getRecvByteBufAllocator() instanceof ReadSize size) {
            size.onItsWay(body);
            if (!connection.isOpen()) {
                // It may have told its budget so just before.
                size.onItsWay(false);
            }
        }
    }

    /** The same for a connection of Vert.x. */
    public static void onItsWay(HttpConnection connection, boolean body) {
        onItsWay(((ConnectionBase) connection).channel(), body);
    }

    private void onItsWay(boolean body) {
        if (onItsWay.getAndSet(body) != body) {
            if (body) {
                budget.begun();
            } else {
                budget.over();
            }
        }
    }

    @Override
    public Handle newHandle() {
        return new Bounded(FITTING.newHandle());
    }

    private final class Bounded extends DelegatingHandle implements ExtendedHandle {
        Bounded(Handle fitting) {
            super(fitting);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator memory) {
            return memory.ioBuffer(guess());
        }

        @Override
        public int guess() {
            return Math.min(delegate().guess(), onItsWay.get() ? budget.share() : ReadBudget.LEAST_BYTES);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMore);
        }
    }
}
