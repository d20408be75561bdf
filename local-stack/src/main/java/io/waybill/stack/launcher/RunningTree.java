package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says that the programs of a source tree are running, whatever their home: an empty file named by the process id of their
 * {@code up}, for the launcher script, which builds nothing under a running stack. It goes with the process; one that a killed
 * process left is told by its process being gone.
 */
final class RunningTree {
    private RunningTree() {}

    /**
     * Notes this process in the tree that {@code waybill.root} names; nothing where the launcher was not started by its script.
     *
     * @throws StackException when the tree cannot be written
     */
    static void note() {
        String root = System.getProperty("waybill.root", "");
        if (!root.isEmpty()) {
            note(Path.of(root), ProcessHandle.current().pid());
        }
    }

    static Path note(Path root, long pid) {
        Path file = root.resolve("local-stack/target/running").resolve(Long.toString(pid));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[0]);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new StackException("The tree " + root + " cannot be written: " + e.getMessage(), e);
        }
    }
}
