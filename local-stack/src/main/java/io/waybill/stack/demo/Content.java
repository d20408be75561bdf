package io.waybill.stack.demo;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that can be read again from any offset, and are never held whole. */
interface Content {
    String name();

    long sizeBytes();

    /** The bytes from {@code offset} on; whoever asked closes it. */
    InputStream from(long offset) throws IOException;

    /** The bytes of a file. */
    static Content file(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new StackException("There is no readable file " + path + ".");
        }
        return new FileContent(path, path.toFile().length());
    }

    /** Random bytes, the same for the same seed. */
    static Content random(String name, long sizeBytes, long seed) {
        return new RandomContent(name, sizeBytes, seed);
    }

    /**
     * A file on disk.
     *
     * @param path where
     * @param sizeBytes when it was first looked at
     */
    record FileContent(Path path, long sizeBytes) implements Content {
        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public InputStream from(long offset) throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(path);
            return Channels.newInputStream(channel.position(offset));
        }
    }

    /**
     * Made-up bytes: every block follows from the seed and its own number, so any offset is at hand.
     *
     * @param name as if it were a file
     * @param sizeBytes how many
     * @param seed decides all of them
     */
    record RandomContent(String name, long sizeBytes, long seed) implements Content {
        @Override
        public InputStream from(long offset) {
            return new RandomBytes(seed, offset, sizeBytes);
        }
    }
}
