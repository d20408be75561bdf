package io.waybill.stack.part;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** Passwords made up once for a home and kept in a file only its owner can read (mode 0600). */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 18;

    private final Path file;
    private final Properties secrets = new Properties();

    private Secrets(Path file) {
        this.file = file;
    }

    /** Opens the secrets of a home; none is made yet when the file is absent. */
    public static Secrets in(Path file) {
        Secrets opened = new Secrets(file);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                opened.secrets.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return opened;
    }

    /** The password of that name: 144 random bits in letters, digits, {@code -} and {@code _}; the same every time. */
    public synchronized String password(String name) {
        String known = secrets.getProperty(name);
        if (known != null) {
            return known;
        }
        String made = random(PASSWORD_BYTES);
        secrets.setProperty(name, made);
        save();
        return made;
    }

    /** So many random bytes in URL-safe base64 without padding. */
    public static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Writes a file only its owner can read, whole or not at all. */
    public static void writePrivately(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(
                directory,
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void save() {
        try {
            java.io.StringWriter text = new java.io.StringWriter();
            try (Writer writer = text) {
                secrets.store(writer, "Made for this home; keep it private.");
            }
            writePrivately(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
