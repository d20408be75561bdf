package io.waybill.stack;

import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The ports of a home: the same at every start while they are free, so that addresses people noted keep working. */
final class RememberedPorts {
    private final Path file;
    private final Properties ports = new Properties();

    RememberedPorts(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                ports.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    synchronized int of(String name) {
        int port = Ports.freeOr(known(name));
        ports.setProperty(name, Integer.toString(port));
        try (Writer writer = Files.newBufferedWriter(file)) {
            ports.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return port;
    }

    private int known(String name) {
        try {
            return Integer.parseInt(ports.getProperty(name, "0"));
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }
}
