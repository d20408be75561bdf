package io.waybill.bench.peer;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What npm brings for the peers in Node.js: installed once per machine and per content of the file that pins every version. */
final class NodePackages {
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "waybill", "bench-peers");

    private NodePackages() {}

    /**
     * A directory where {@code tus-server.mjs} runs.
     *
     * @param sources the directory of the script and its pins
     * @throws StackException when npm cannot install
     */
    static Path installed(Path npm, Path sources) {
        try {
            Path pins = sources.resolve("package-lock.json");
            Path directory = CACHE.resolve("node-" + digest(pins));
            Files.createDirectories(CACHE);
            Path lock = CACHE.resolve(directory.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                Path complete = directory.resolve(".complete");
                if (alone.isValid() && !Files.exists(complete)) {
                    Files.createDirectories(directory);
                    copy(sources.resolve("package.json"), directory);
                    copy(pins, directory);
                    install(npm, directory);
                    Files.createFile(complete);
                }
                copy(sources.resolve("tus-server.mjs"), directory);
            }
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void install(Path npm, Path directory) throws IOException {
        Process process = new ProcessBuilder(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("npm.log").toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new StackException("npm could not install it; see " + directory.resolve("npm.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while npm installed.", e);
        }
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void copy(Path file, Path directory) throws IOException {
        Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}
