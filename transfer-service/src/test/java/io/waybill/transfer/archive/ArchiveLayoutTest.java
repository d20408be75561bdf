package io.waybill.transfer.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.waybill.transfer.integrity.Crc32;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others make of our archives, also of those that no disk here could hold. */
class ArchiveLayoutTest {
    private static final long GIB = 1L << 30;
    private static final Instant TIME = Instant.parse("2026-11-28T15:30:42Z");

    @TempDir
    Path directory;

    @Test
    void anOrdinaryOneIsReadByOthersAndNeedsNoZip64() throws Exception {
        SyntheticArchive archive =
                new SyntheticArchive(List.of(entry("a.txt", 0), entry("naïve/größe 🚚.bin", 70_000), entry("z", 1)));
        Path file = directory.resolve("a.zip");
        archive.write(file);

        assertThat(file).hasSize(archive.end().archiveBytes());
        assertThat(contains(Files.readAllBytes(file), new byte[] {'P', 'K', 6, 6}))
                .isFalse();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(java.util.zip.ZipEntry::getName))
                    .containsExactly("a.txt", "naïve/größe 🚚.bin", "z");
            java.util.zip.ZipEntry second = zip.getEntry("naïve/größe 🚚.bin");
            assertThat(second.getLastModifiedTime().toInstant()).isEqualTo(TIME);
            try (InputStream content = zip.getInputStream(second)) {
                assertThat(content.readAllBytes()).isEqualTo(new byte[70_000]);
            }
        }
        assertThat(python(file, "print(z.testzip(), len(z.infolist()), z.infolist()[1].external_attr >> 16)"))
                .isEqualTo("None 3 33188");
    }

    @Test
    void everyStretchIsThatOfTheWhole() {
        SyntheticArchive archive = new SyntheticArchive(IntStream.range(0, 317)
                .mapToObj(i -> entry("f/" + i, i * 13L % 97))
                .toList());
        long size = archive.end().archiveBytes();
        byte[] whole = archive.bytes(0, size - 1);
        Random random = new Random(4);

        assertThat(whole).hasSize((int) size);
        for (int i = 0; i < 2_000; i++) {
            int first = random.nextInt((int) size);
            int last = i % 2 == 0 ? first + random.nextInt((int) size - first) : Math.min(first + 3, (int) size - 1);
            assertThat(archive.bytes(first, last))
                    .as("%d-%d", first, last)
                    .isEqualTo(Arrays.copyOfRange(whole, first, last + 1));
        }
    }

    @Test
    void moreEntriesThan16BitsCountAreAllThere() throws Exception {
        SyntheticArchive archive = new SyntheticArchive(
                IntStream.range(0, 65_600).mapToObj(i -> entry("f/" + i, i % 3)).toList());
        Path file = directory.resolve("many.zip");
        archive.write(file);

        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(65_600);
            assertThat(zip.getEntry("f/65599").getSize()).isEqualTo(65_599 % 3);
        }
        assertThat(python(file, "print(len(z.infolist()), z.read('f/65599') == bytes(65599 % 3))"))
                .isEqualTo("65600 True");
    }

    @Test
    void sizesAndOffsetsBeyond32BitsAreRight() throws Exception {
        List<ArchiveEntry> entries = new ArrayList<>(List.of(
                entry("first", 3),
                entry("5 GiB", 5 * GIB),
                entry("between", 70_000),
                entry("just below", ZipEntry.MAX_32 - 1),
                entry("just at", ZipEntry.MAX_32)));
        entries.add(entry("last", 11));
        SyntheticArchive archive = new SyntheticArchive(entries);
        Path file = directory.resolve("large.zip");
        archive.write(file);

        assertThat(Files.size(file)).isEqualTo(archive.end().archiveBytes()).isGreaterThan(13 * GIB);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(java.util.zip.ZipEntry::getSize))
                    .containsExactlyElementsOf(
                            entries.stream().map(ArchiveEntry::sizeBytes).toList());
            for (String small : List.of("first", "between", "last")) {
                try (InputStream content = zip.getInputStream(zip.getEntry(small))) {
                    assertThat(content.readAllBytes())
                            .hasSize((int) zip.getEntry(small).getSize());
                }
            }
        }
        assertThat(
                        python(
                                file,
                                "print([i.file_size for i in z.infolist()], z.read('last') == bytes(11), z.open('5 GiB').read(9) == bytes(9))"))
                .isEqualTo("[3, 5368709120, 70000, 4294967294, 4294967295, 11] True True");
    }

    @Test
    void theTagIsThatOfTheBytes() {
        List<ArchiveEntry> entries = List.of(entry("a", 1), entry("b", 2));

        String tag = new SyntheticArchive(entries).etag();

        assertThat(tag).isEqualTo(new SyntheticArchive(entries).etag()).matches("\"zip-[0-9a-f]{64}\"");
        assertThat(tag).isNotEqualTo(new SyntheticArchive(List.of(entry("a", 1), entry("c", 2))).etag());
        assertThat(tag).isNotEqualTo(new SyntheticArchive(List.of(entry("b", 2), entry("a", 1))).etag());
    }

    private static ArchiveEntry entry(String name, long sizeBytes) {
        return new ArchiveEntry(name, sizeBytes, crcOfZeros(sizeBytes), TIME.getEpochSecond(), "o/" + name);
    }

    private static long crcOfZeros(long sizeBytes) {
        long crc = 0;
        CRC32 one = new CRC32();
        one.update(0);
        long doubled = one.getValue();
        for (long bit = 1; bit <= sizeBytes; bit <<= 1) {
            if ((sizeBytes & bit) != 0) {
                crc = Crc32.combine(crc, doubled, bit);
            }
            doubled = Crc32.combine(doubled, doubled, bit);
        }
        return crc;
    }

    private static boolean contains(byte[] bytes, byte[] sought) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(sought, StandardCharsets.ISO_8859_1));
    }

    /** What Python's zipfile says; the test goes no further where there is no Python. */
    private String python(Path file, String statement) throws IOException, InterruptedException {
        Path said = directory.resolve("said.txt");
        Process python;
        try {
            python = new ProcessBuilder(
                            "python3",
                            "-c",
                            "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); " + statement,
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException missing) {
            assumeThat(false).as("python3 is missing").isTrue();
            throw missing;
        }
        python.waitFor();
        return Files.readString(said).strip();
    }
}
