package io.waybill.stack.part;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code local-stack/target/parts}, where the build has copied the artifacts of every part; found beside this class's
 * own code, from whichever module the tests run, or named by the system property {@code waybill.parts}.
 */
public final class PartsDirectory {
    private PartsDirectory() {}

    /** The directory of one part. */
    public static Path of(String part) {
        Path directory = root().resolve(part);
        if (!Files.isDirectory(directory)) {
            throw new StackException("The " + part + " artifacts are not in " + directory
                    + "; run ./mvnw -Dquick -pl local-stack process-classes once.");
        }
        return directory;
    }

    /** The only file of one part whose name starts and ends so. */
    public static Path file(String part, String prefix, String suffix) {
        return files(part).stream()
                .filter(path -> path.getFileName().toString().startsWith(prefix)
                        && path.getFileName().toString().endsWith(suffix))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no " + prefix + "…" + suffix + " in " + of(part)
                        + "; run ./mvnw -Dquick -pl local-stack process-classes once."));
    }

    /** All files of one part, ordered by name. */
    public static List<Path> files(String part) {
        try (Stream<Path> files = Files.list(of(part))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new StackException("The parts directory cannot be read: " + e.getMessage(), e);
        }
    }

    /** The classes of this module: a directory or a jar. */
    public static Path ownCode() {
        CodeSource source = PartsDirectory.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path root() {
        String configured = System.getProperty("waybill.parts");
        return configured != null ? Path.of(configured) : ownCode().resolveSibling("parts");
    }
}
