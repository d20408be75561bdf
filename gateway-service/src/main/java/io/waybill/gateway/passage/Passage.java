package io.waybill.gateway.passage;

import io.netty.channel.ChannelHandlerContext;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Where the rest of one body goes.
 *
 * @param to Vert.x' own place on the connection that the body is written to: what is written there goes through the same
 *     handlers, and in the same order, as what Vert.x writes
 * @param far the end that stands on that connection, and tells when it takes more
 * @param isOpen whether Vert.x has written the head, and as many bytes of the body as it was given: only then is what comes
 *     next the next on the line. Asked on the event loop that reads, with the bytes that Vert.x was given
 * @param passed is told of every piece that was passed on, in bytes, on the event loop that reads; says for how many nanoseconds no
 *     further one shall be, 0 for none
 */
public record Passage(ChannelHandlerContext to, BodyEnd far, LongPredicate isOpen, LongUnaryOperator passed) {
    boolean takesMore() {
        return to.channel().isWritable();
    }
}
