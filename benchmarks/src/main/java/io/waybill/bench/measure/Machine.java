package io.waybill.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where it was measured.
 *
 * @param processor its name
 * @param cores that this JVM may use
 * @param memoryBytes of the machine
 * @param kernel its version
 * @param fileSystem of the directory where bytes are kept
 * @param java that runs the services and the load generator
 */
public record Machine(String processor, int cores, long memoryBytes, String kernel, String fileSystem, String java) {

    /** This machine. */
    public static Machine here(Path directory) throws IOException {
        String processor = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return new Machine(
                processor,
                Runtime.getRuntime().availableProcessors(),
                ProcessStat.bytes(Files.readString(Path.of("/proc/meminfo")), "MemTotal"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Files.getFileStore(directory).type(),
                System.getProperty("java.vm.version"));
    }
}
