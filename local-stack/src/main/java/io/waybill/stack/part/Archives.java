package io.waybill.stack.part;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the archives the parts come in; entries that would leave the directory are refused. */
public final class Archives {
    private Archives() {}

    /**
     * Unpacks a {@code tar.gz}.
     *
     * @param strip how many leading directories of each name to leave out
     */
    public static void unpackTarGz(Path archive, Path directory, int strip) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            unpackTar(new GZIPInputStream(in, 65_536), directory, strip);
        }
    }

    /** Unpacks the only {@code .txz} inside a jar. */
    public static void unpackTxzInJar(Path jar, Path directory) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.stream()
                    .map(ZipEntry.class::cast)
                    .filter(candidate -> candidate.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no .txz in " + jar));
            try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
                unpackTar(new XZInputStream(in), directory, 0);
            }
        }
    }

    private static void unpackTar(InputStream in, Path directory, int strip) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path name = Path.of(entry.getName()).normalize();
                if (name.getNameCount() > strip && !name.toString().isEmpty()) {
                    Path target = inside(directory, name.subpath(strip, name.getNameCount()));
                    unpackEntry(tar, entry, target);
                }
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static Path inside(Path directory, Path name) throws IOException {
        Path target = directory.resolve(name).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("an entry of the archive leaves its directory: " + name);
        }
        return target;
    }
}
