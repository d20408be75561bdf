package io.waybill.gateway.passage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much is read from a connection at once. While a body passes: what it brought lately, 2 to 256 KiB. Bytes that pass keep
 * the memory they were read into until they are sent; one size for all would hold 256 KiB for each of a slow client's packets.
 * Otherwise at most {@value #UNPASSED_BYTES} bytes: Vert.x copies them to the heap and keeps up to eight reads there
 * for a body that nobody takes yet; in large reads, a hundred clients whose service is slow would fill the heap.
 *
 * <p>One for each connection; used on its event loop.
 */
@SuppressWarnings("deprecation") // Netty deprecates its handle, and still asks for it.
public final class ReadSize implements RecvByteBufAllocator {
    /** The most that is read at once. */
    public static final int MAX_BYTES = 256 * 1024;

    static final int UNPASSED_BYTES = 8 * 1024;

    private static final int MIN_BYTES = 2 * 1024;
    private static final int READS_IN_A_ROW = 16;

    private static final RecvByteBufAllocator FITTING =
            new AdaptiveRecvByteBufAllocator(MIN_BYTES, UNPASSED_BYTES, MAX_BYTES).maxMessagesPerRead(READS_IN_A_ROW);

    private boolean passing;

    private ReadSize() {}

    /** Has {@code connection} read like this; call it before anything is read from it. */
    public static void fit(Channel connection) {
        connection.config().setRecvByteBufAllocator(new ReadSize());
    }

    /** Says whether what comes on {@code connection} from now on passes; for one that was not fitted it means nothing. */
    static void passes(Channel connection, boolean passing) {
        if (connection.config().getRecvByteBufAllocator() instanceof ReadSize size) {
            size.passing = passing;
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
            int fitting = delegate().guess();
            return passing ? fitting : Math.min(fitting, UNPASSED_BYTES);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMore);
        }
    }
}
