package io.waybill.transfer.upload;

import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartRules;
import java.util.ArrayList;
import java.util.List;

/**
 * How one object is put together from stretches of others: where the store may cut, it copies by itself; what is too short to
 * be a part of its own is gathered, with as much of what follows as makes a part of the least size, and passes through here.
 *
 * <p>The same sources, rules and offset give the same steps, so that whoever goes on after a crash cuts in the same places.
 */
record CopyPlan(List<Step> steps) {
    /** The usual copy: large enough to be few, small enough that a store answers soon. */
    private static final long COPY_BYTES = 256L << 20;

    /** Copies that are no more than this share of all parts leave enough for what has to be gathered. */
    private static final int MOST_COPIES = 7_000;

    CopyPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Plans the bytes of {@code sources}, in order, from {@code offset} on.
     *
     * @param partsUsed how many parts hold the bytes before {@code offset}
     */
    static CopyPlan of(List<Source> sources, long offset, int partsUsed, PartRules rules) {
        boolean shares = rules.sharesParts() && countParts(sources) <= ObjectStore.MAX_PARTS - partsUsed;
        long total = sources.stream().mapToLong(Source::sizeBytes).sum();
        Cutter cutter = new Cutter(rules.minBytes(), Math.max(COPY_BYTES, total / MOST_COPIES));
        long start = 0;
        for (Source source : sources) {
            for (Range stretch : shares ? source.parts() : List.of(source.all())) {
                long skipped = Math.max(0, Math.min(stretch.length(), offset - start));
                cutter.add(stretch.from(skipped));
                start += stretch.length();
            }
        }
        return new CopyPlan(cutter.end());
    }

    private static long countParts(List<Source> sources) {
        return sources.stream().mapToLong(source -> source.partSizes().size()).sum();
    }

    /** One part of the object to be. */
    sealed interface Step {
        long sizeBytes();
    }

    /** A part that the store copies. */
    record Copy(Range range) implements Step {
        @Override
        public long sizeBytes() {
            return range.length();
        }
    }

    /** A part whose bytes are read and stored again. */
    record Gather(List<Range> ranges) implements Step {
        Gather {
            ranges = List.copyOf(ranges);
        }

        @Override
        public long sizeBytes() {
            return ranges.stream().mapToLong(Range::length).sum();
        }
    }

    /** A stretch of an object in the store. */
    record Range(String key, long offset, long length) {
        Range first(long bytes) {
            return new Range(key, offset, bytes);
        }

        Range from(long bytes) {
            return new Range(key, offset + bytes, length - bytes);
        }
    }

    /**
     * An object to copy from.
     *
     * @param partSizes the sizes of its parts, in order
     */
    record Source(String key, List<Long> partSizes) {
        Source {
            partSizes = List.copyOf(partSizes);
        }

        long sizeBytes() {
            return partSizes.stream().mapToLong(size -> size).sum();
        }

        private Range all() {
            return new Range(key, 0, sizeBytes());
        }

        private List<Range> parts() {
            List<Range> parts = new ArrayList<>();
            long offset = 0;
            for (long size : partSizes) {
                parts.add(new Range(key, offset, size));
                offset += size;
            }
            return parts;
        }
    }

    /** Cuts stretches into parts, none but the last shorter than the least. */
    private static final class Cutter {
        private final long minBytes;
        private final long copyBytes;
        private final List<Step> steps = new ArrayList<>();
        private List<Range> pending = new ArrayList<>();
        private long pendingBytes;

        Cutter(long minBytes, long copyBytes) {
            this.minBytes = minBytes;
            this.copyBytes = copyBytes;
        }

        void add(Range stretch) {
            Range rest = stretch;
            if (pendingBytes > 0) {
                long taken = Math.min(rest.length(), minBytes - pendingBytes);
                gather(rest.first(taken));
                rest = rest.from(taken);
            }
            if (rest.length() >= minBytes) {
                copy(rest);
            } else {
                gather(rest);
            }
        }

        List<Step> end() {
            flush();
            return steps;
        }

        private void gather(Range range) {
            if (range.length() > 0) {
                pending.add(range);
                pendingBytes += range.length();
            }
            if (pendingBytes >= minBytes) {
                flush();
            }
        }

        private void flush() {
            if (!pending.isEmpty()) {
                steps.add(new Gather(pending));
                pending = new ArrayList<>();
                pendingBytes = 0;
            }
        }

        /** In pieces of nearly the same size, so that none of them is too short. */
        private void copy(Range stretch) {
            long pieces = (stretch.length() - 1) / copyBytes + 1;
            long pieceBytes = (stretch.length() - 1) / pieces + 1;
            for (Range rest = stretch; rest.length() > 0; ) {
                Range piece = rest.first(Math.min(pieceBytes, rest.length()));
                steps.add(new Copy(piece));
                rest = rest.from(piece.length());
            }
        }
    }
}
