package io.waybill.stack.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The command line of a child JVM: the same Java as this one, the serial collector, most often a leash to its parent. */
public final class JavaCommand {
    private final List<String> command = new ArrayList<>();

    private JavaCommand() {
        command.add(executable().toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Dfile.encoding=UTF-8");
    }

    /**
     * Begins a command whose JVM ends with this one.
     *
     * @param directory where the leash's jar may be written, existing
     */
    public static JavaCommand leashed(Path directory) {
        return unleashed().options("-javaagent:" + leashJar(directory));
    }

    /** Begins a command without an agent, for {@link ChildProcess#program}, whose shell is the leash. */
    public static JavaCommand unleashed() {
        return new JavaCommand();
    }

    /** The {@code java} that runs this process. */
    public static Path executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Any options of the JVM, such as {@code -Xmx128m}. */
    public JavaCommand options(String... options) {
        command.addAll(List.of(options));
        return this;
    }

    /** Ends the command: a main class found on the class path, and its arguments. */
    public List<String> main(List<Path> classPath, String mainClass, String... arguments) {
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    /** Ends the command: an executable jar, and its arguments. */
    public List<String> jar(Path jar, String... arguments) {
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    private static Path leashJar(Path directory) {
        Path jar = directory.resolve("leash.jar").toAbsolutePath();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LeashAgent.class.getName());
        String entry = LeashAgent.class.getName().replace('.', '/') + ".class";
        try {
            Path fresh = Files.createTempFile(directory, "leash", ".jar");
            try (InputStream code = LeashAgent.class.getClassLoader().getResourceAsStream(entry);
                    JarOutputStream out = new JarOutputStream(Files.newOutputStream(fresh), manifest)) {
                out.putNextEntry(new JarEntry(entry));
                code.transferTo(out);
                out.closeEntry();
            }
            return move(fresh, jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path move(Path from, Path to) throws IOException {
        try {
            return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
