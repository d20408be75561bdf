package io.waybill.transfer.storage.filesystem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** File operations that are on the disk, names included, when they return (Linux: {@code fsync} of file and directory). */
final class DurableFiles {
    private static final DirectorySyncs SYNCS = new DirectorySyncs();

    private DurableFiles() {}

    /** Writes and syncs a new file; its name is not yet durable. Leaves nothing behind when it fails. */
    static void write(Path file, List<ByteBuffer> content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer[] sources = content.toArray(ByteBuffer[]::new);
            long left = content.stream().mapToLong(ByteBuffer::remaining).sum();
            while (left > 0) {
                left -= channel.write(sources);
            }
            channel.force(true);
        } catch (IOException | RuntimeException failure) {
            deleteQuietly(file);
            throw failure;
        }
    }

    /** Gives a synced file its final name beside the old one, only if that is free: no reader ever sees a part of it. */
    static void publish(Path written, Path name) throws FileAlreadyExistsException, IOException {
        createDirectories(name.getParent());
        while (true) {
            try {
                Files.createLink(name, written);
                syncDirectory(name.getParent());
                return;
            } catch (NoSuchFileException directoryJustRemoved) {
                if (!Files.exists(written)) {
                    throw directoryJustRemoved;
                }
                createDirectories(name.getParent());
            }
        }
    }

    /** Renames within the file system, replacing what has the name. Both directories are synced. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(to.getParent());
        if (!from.getParent().equals(to.getParent())) {
            syncDirectory(from.getParent());
        }
    }

    /** Creates what is missing of a directory, durably. */
    static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        createDirectories(directory.getParent());
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException anotherWasFaster) {
            // What matters is that its name is durable too.
        }
        syncDirectory(directory.getParent());
    }

    /** Makes the names in a directory durable, together with whoever asks for that at the same moment. */
    static void syncDirectory(Path directory) throws IOException {
        SYNCS.sync(directory);
    }

    /** Removes a directory of files, or a file. What is already gone is fine. */
    static void deleteAll(Path fileOrDirectory) throws IOException {
        if (Files.isDirectory(fileOrDirectory)) {
            try (Stream<Path> files = Files.list(fileOrDirectory)) {
                files.forEach(DurableFiles::deleteFile);
            } catch (UncheckedIOException failure) {
                throw failure.getCause();
            } catch (NoSuchFileException goneMeanwhile) {
                return;
            }
        }
        Files.deleteIfExists(fileOrDirectory);
    }

    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException sweptLater) {
            // It lies where the sweep looks.
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
