package io.waybill.transfer.preview.render;

import javax.imageio.stream.ImageInputStreamImpl;

/** The bytes of the source, for decoders that want to jump about in them; nothing is copied or cached. */
final class SourceBytes extends ImageInputStreamImpl {
    private final byte[] bytes;

    SourceBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            return length == 0 ? 0 : -1;
        }
        int read = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, into, offset, read);
        streamPos += read;
        return read;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
