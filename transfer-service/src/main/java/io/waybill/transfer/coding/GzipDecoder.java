package io.waybill.transfer.coding;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Undoes gzip (RFC 1952): one member after another, each with its length and CRC-32 checked. */
final class GzipDecoder implements Recoding {
    private static final int FIXED_HEAD = 10;
    private static final int MAX_HEAD = 8 << 10;
    private static final int TRAILER = 8;
    private static final int FLAG_HEAD_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xE0;

    private enum Place {
        BETWEEN,
        HEAD,
        CONTENT,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE_BYTES];
    private Place place = Place.HEAD;
    private byte[] input = {};
    private int at;

    @Override
    public void feed(Buffer more) {
        byte[] joined = Arrays.copyOfRange(input, at, input.length + more.length());
        more.getBytes(joined, joined.length - more.length());
        input = joined;
        at = 0;
        if (place == Place.CONTENT) {
            inflater.setInput(input);
        }
    }

    @Override
    public void end() {
        if (place != Place.BETWEEN) {
            throw ContentCoding.malformed("The gzip body ends before its end.", null);
        }
    }

    @Override
    public Buffer next() {
        while (true) {
            switch (place) {
                case BETWEEN -> {
                    if (at == input.length) {
                        return null;
                    }
                    place = Place.HEAD;
                }
                case HEAD -> {
                    if (!passHead()) {
                        return null;
                    }
                }
                case CONTENT -> {
                    int made = inflate();
                    if (made > 0) {
                        return Buffer.buffer(made).appendBytes(piece, 0, made);
                    }
                    if (place == Place.CONTENT) {
                        at = input.length;
                        return null;
                    }
                }
                case TRAILER -> {
                    if (!passTrailer()) {
                        return null;
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate() {
        try {
            int made = inflater.inflate(piece);
            crc.update(piece, 0, made);
            if (made == 0 && inflater.needsDictionary()) {
                throw ContentCoding.malformed("A gzip body needs no dictionary.", null);
            }
            if (made == 0 && inflater.finished()) {
                at = input.length - inflater.getRemaining();
                place = Place.TRAILER;
            }
            return made;
        } catch (DataFormatException broken) {
            throw ContentCoding.malformed("The gzip body is broken.", broken);
        }
    }

    private boolean passHead() {
        int length = headLength();
        if (length < 0) {
            if (input.length - at > MAX_HEAD) {
                throw ContentCoding.malformed("The gzip header is too long.", null);
            }
            return false;
        }
        at += length;
        inflater.reset();
        inflater.setInput(input, at, input.length - at);
        crc.reset();
        place = Place.CONTENT;
        return true;
    }

    private boolean passTrailer() {
        if (input.length - at < TRAILER) {
            return false;
        }
        ByteBuffer trailer = ByteBuffer.wrap(input, at, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        boolean rightCrc = trailer.getInt() == (int) crc.getValue();
        boolean rightLength = trailer.getInt() == (int) inflater.getBytesWritten();
        if (!rightCrc || !rightLength) {
            throw ContentCoding.malformed("The gzip body does not have the checksum that it says.", null);
        }
        at += TRAILER;
        place = Place.BETWEEN;
        return true;
    }

    /** The length of the member header at {@code at}, or -1 while it is not all here. */
    private int headLength() {
        if (input.length - at < FIXED_HEAD) {
            return -1;
        }
        int flags = input[at + 3];
        boolean gzip = input[at] == 0x1f && input[at + 1] == (byte) 0x8b && input[at + 2] == 8;
        if (!gzip || (flags & RESERVED_FLAGS) != 0) {
            throw ContentCoding.malformed("The body is not gzip, and its Content-Encoding says that it is.", null);
        }
        int end = at + FIXED_HEAD;
        if ((flags & FLAG_EXTRA) != 0) {
            if (end + 2 > input.length) {
                return -1;
            }
            end += 2 + (input[end] & 0xff) + ((input[end + 1] & 0xff) << 8);
        }
        for (int text : new int[] {FLAG_NAME, FLAG_COMMENT}) {
            if ((flags & text) != 0) {
                end = afterZero(end);
            }
        }
        end += (flags & FLAG_HEAD_CRC) != 0 ? 2 : 0;
        return end > input.length ? -1 : end - at;
    }

    /** The index after the next zero byte, or one behind the input while there is none. */
    private int afterZero(int from) {
        for (int i = from; i < input.length; i++) {
            if (input[i] == 0) {
                return i + 1;
            }
        }
        return input.length + 1;
    }
}
