package io.waybill.system.stock;

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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What npm and pip bring: installed once per machine and per content of the checked-in files that pin every version. */
final class Packages {
    private static final Path SOURCES = Path.of("src", "test").toAbsolutePath();
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "waybill", "stock-clients");

    private static final String WITHOUT_NODE =
            "Node.js is missing: install version 20 or newer, with npm, to test with its clients.";

    private Packages() {}

    /** Node.js itself. */
    static String node() {
        return Program.need(WITHOUT_NODE, "node");
    }

    /** A directory whose scripts can import what package-lock.json lists: Node looks for modules beside the script. */
    static Path scripts() {
        String npm = Program.need(WITHOUT_NODE, "npm");
        Path pins = SOURCES.resolve("js").resolve("package-lock.json");
        Path installed = installed("js", pins, directory -> {
            copy(SOURCES.resolve("js").resolve("package.json"), directory);
            copy(pins, directory);
            Program.start(directory, Map.of(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .succeed();
        });
        try {
            Path scripts =
                    Files.createDirectories(Path.of("target", "stock-clients")).toAbsolutePath();
            Path modules = scripts.resolve("node_modules");
            Files.deleteIfExists(modules);
            Files.createSymbolicLink(modules, installed.resolve("node_modules"));
            return scripts;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A Python that has what requirements.txt lists. */
    static String python() {
        String python = Program.need("python3 is missing: install it to test with its clients.", "python3");
        Path pins = SOURCES.resolve("python").resolve("requirements.txt");
        Path environment = installed("python", pins, directory -> {
            Program.start(directory, Map.of(), python, "-m", "venv", ".").succeed();
            String pip = directory.resolve("bin/pip").toString();
            Program.start(directory, Map.of(), pip, "install", "--quiet", "-r", pins.toString())
                    .succeed();
        });
        return environment.resolve("bin/python").toString();
    }

    private static Path installed(String name, Path pins, Consumer<Path> install) {
        try {
            Path directory = CACHE.resolve(name + "-" + digest(pins));
            Files.createDirectories(CACHE);
            Path lock = CACHE.resolve(directory.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                Path complete = directory.resolve(".complete");
                if (alone.isValid() && !Files.exists(complete)) {
                    deleteTree(directory);
                    Files.createDirectories(directory);
                    install.accept(directory);
                    Files.createFile(complete);
                }
            }
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
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

    private static void copy(Path file, Path directory) {
        try {
            Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
