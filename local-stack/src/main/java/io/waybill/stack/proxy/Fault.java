package io.waybill.stack.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is done to the bytes of one direction; every connection begins anew. */
@FunctionalInterface
public interface Fault {
    /** Bytes pass as they are. */
    Fault NONE = link -> link::send;

    /** How the bytes of {@code link} pass. */
    Passage on(Link link);

    /** Takes the bytes that came, in order. */
    @FunctionalInterface
    interface Passage {
        void pass(byte[] bytes, int from, int length) throws IOException;
    }

    /** Every read arrives late. */
    static Fault latency(Duration delay) {
        return link -> (bytes, from, length) -> {
            LockSupport.parkNanos(delay.toNanos());
            link.send(bytes, from, length);
        };
    }

    /** A few bytes at a time. */
    static Fault drip(int atOnce, Duration pause) {
        return link -> (bytes, from, length) -> {
            for (int done = 0; done < length; done += atOnce) {
                LockSupport.parkNanos(pause.toNanos());
                link.send(bytes, from + done, Math.min(atOnce, length - done));
            }
        };
    }

    /** After {@code count} bytes both sides see the end of the stream. */
    static Fault cutAfter(long count) {
        return link -> upTo(count, link, link::cut);
    }

    /** After {@code count} bytes both sides see a reset. */
    static Fault resetAfter(long count) {
        return link -> upTo(count, link, link::reset);
    }

    /** After {@code count} bytes nothing arrives any more, and nobody is told. */
    static Fault blackHoleAfter(long count) {
        return link -> upTo(count, link, () -> {});
    }

    /** One bit of the byte at {@code position} is another. */
    static Fault flipBitAt(long position) {
        return link -> {
            long[] passed = {0};
            return (bytes, from, length) -> {
                long index = position - passed[0];
                if (index >= 0 && index < length) {
                    bytes[from + (int) index] ^= 0x10;
                }
                passed[0] += length;
                link.send(bytes, from, length);
            };
        };
    }

    private static Passage upTo(long count, Link link, Ending ending) {
        long[] left = {count};
        return (bytes, from, length) -> {
            int passes = (int) Math.min(left[0], length);
            left[0] -= passes;
            link.send(bytes, from, passes);
            if (passes < length) {
                ending.end();
            }
        };
    }

    /** What happens when no more bytes pass. */
    @FunctionalInterface
    interface Ending {
        void end() throws IOException;
    }
}
