package io.waybill.transfer.storage.filesystem;

import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;

/** Reads stretches of files one after the other, at most 256 KiB at a time. Blocks on the disk; for one thread at a time. */
final class SliceReader implements Closeable {
    private static final int MOST_BYTES = 256 << 10;

    private final ArrayDeque<FileSlice> slices;
    private FileChannel channel;
    private long leftInSlice;

    SliceReader(List<FileSlice> slices) {
        this.slices = new ArrayDeque<>(slices);
    }

    /** The next bytes; an empty buffer at the end. */
    Buffer read() throws IOException {
        if (leftInSlice == 0 && !openNext()) {
            return Buffer.buffer();
        }
        ByteBuffer target = ByteBuffer.allocate((int) Math.min(MOST_BYTES, leftInSlice));
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw ObjectFile.corrupt();
            }
        }
        leftInSlice -= target.capacity();
        return Buffer.buffer(target.array());
    }

    @Override
    public void close() throws IOException {
        slices.clear();
        leftInSlice = 0;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private boolean openNext() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        FileSlice next = slices.poll();
        if (next == null) {
            return false;
        }
        channel = FileChannel.open(next.file(), StandardOpenOption.READ);
        channel.position(next.offset());
        leftInSlice = next.length();
        return true;
    }
}
