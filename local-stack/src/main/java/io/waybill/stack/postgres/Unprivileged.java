package io.waybill.stack.postgres;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL refuses to run as root; this says what to put before its commands so that it does not have to. */
enum Unprivileged {
    /** We are an ordinary user. */
    AS_WE_ARE(""),
    /** A user namespace in which root is nobody: the files stay root's own. */
    NAMESPACE("unshare -U"),
    /** The user nobody itself, who must then own the files. */
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private final String prefix;

    Unprivileged(String prefix) {
        this.prefix = prefix;
    }

    List<String> prefix() {
        return prefix.isEmpty() ? List.of() : List.of(prefix.split(" ", -1));
    }

    /** The mildest one that works here. */
    static Unprivileged here() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return AS_WE_ARE;
        }
        if (works(NAMESPACE)) {
            return NAMESPACE;
        }
        if (works(NOBODY)) {
            return NOBODY;
        }
        throw new StackException("PostgreSQL does not run as root, and neither unshare nor setpriv works here;"
                + " run Waybill as an ordinary user.");
    }

    /** Gives a tree to whoever the commands will run as; does nothing where that is us. */
    void own(Path tree) throws IOException {
        if (this != NOBODY) {
            return;
        }
        UserPrincipal nobody =
                tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.setOwner(directory, nobody);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setOwner(file, nobody);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean works(Unprivileged candidate) {
        try {
            List<String> command = new ArrayList<>(candidate.prefix());
            command.add("true");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
