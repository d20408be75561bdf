package io.waybill.gateway.passage;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How much is read from a connection at once: what it brought lately, 2 to 256 KiB. Bytes that pass without a copy keep the
 * memory they were read into until they are sent; one size for all would hold 256 KiB for each of a slow client's packets.
 */
public final class ReadSize {
    /** The most that is read at once. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MIN_BYTES = 2 * 1024;
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int READS_IN_A_ROW = 16;

    private static final RecvByteBufAllocator FITTING =
            new AdaptiveRecvByteBufAllocator(MIN_BYTES, FIRST_BYTES, MAX_BYTES).maxMessagesPerRead(READS_IN_A_ROW);

    private ReadSize() {}

    /** Has {@code connection} read like this; call it before anything is read from it. */
    public static void fit(Channel connection) {
        connection.config().setRecvByteBufAllocator(FITTING);
    }
}
