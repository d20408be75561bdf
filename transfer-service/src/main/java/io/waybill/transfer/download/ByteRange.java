package io.waybill.transfer.download;

/**
 * One stretch of some content (RFC 9110 §14).
 *
 * @param first the index of its first byte
 * @param last the index of its last byte
 */
public record ByteRange(long first, long last) {
    /** All of {@code size} bytes, which are at least one. */
    static ByteRange whole(long size) {
        return new ByteRange(0, size - 1);
    }

    /** How many bytes it has. */
    public long length() {
        return last - first + 1;
    }

    /** The value of {@code Content-Range}. */
    String contentRange(long size) {
        return "bytes " + first + '-' + last + '/' + size;
    }

    /** Whether no byte lies between the two that is in neither. */
    boolean touches(ByteRange other) {
        return first <= other.last + 1 && other.first <= last + 1;
    }

    /** Both, which touch, as one. */
    ByteRange with(ByteRange other) {
        return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
