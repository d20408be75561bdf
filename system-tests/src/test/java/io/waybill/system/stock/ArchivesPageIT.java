package io.waybill.system.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of docs/archives.md, and what Java, Info-ZIP and Python make of what curl got (F-05, F-09). */
class ArchivesPageIT {
    private static final String PAGE = "archives.md";
    private static final String MISSING = "curl, unzip or python3 is missing: install it to test with it.";

    @TempDir
    Path directory;

    @Test
    void whatItShowsIsWhatHappens() throws IOException {
        Program.need(MISSING, "curl");
        Client alice = Waybill.shared().alice();
        Map<String, String> environment =
                Map.of("WAYBILL", alice.gateway().toString(), "AUTH", "Authorization: Bearer " + alice.token());

        Program.start(
                        directory,
                        environment,
                        "sh",
                        "-e",
                        Recipe.allOf(PAGE, directory).toString())
                .succeed();

        try (ZipFile zip = new ZipFile(directory.resolve("trip.zip").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("one.bin", "three.bin", "two.bin");
            for (String name : new String[] {"one.bin", "two.bin", "three.bin"}) {
                try (InputStream content = zip.getInputStream(zip.getEntry(name))) {
                    assertThat(content.readAllBytes()).as(name).isEqualTo(Files.readAllBytes(directory.resolve(name)));
                }
            }
        }
        assertRangesAreThoseOf(Files.readAllBytes(directory.resolve("one.bin")));
        Program.need(MISSING, "unzip");
        Program.start(directory, Map.of(), "unzip", "-tq", "trip.zip").succeed();
    }

    @Test
    void noExampleIsLeftOut() {
        assertThat(Recipe.unnamed(PAGE)).singleElement().asString().startsWith("WAYBILL=");
    }

    /** As Python's parser of multipart messages reads them. */
    private void assertRangesAreThoseOf(byte[] file) throws IOException {
        Program.need(MISSING, "python3");
        Files.writeString(directory.resolve("ranges.py"), """
                import email.parser, email.policy
                head = open('ranges.txt', 'rb').read().split(b'\\r\\n', 1)[1]
                whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + open('ranges.bin', 'rb').read())
                parts = list(whole.iter_parts())
                print(*[part['Content-Range'] for part in parts], sep='\\n')
                open('ranges.joined', 'wb').write(b''.join(part.get_payload(decode=True) for part in parts))
                """);

        String said = Program.start(directory, Map.of(), "python3", "ranges.py").succeed();

        assertThat(said.lines())
                .containsExactly(
                        "bytes 0-99/3000000", "bytes 2000000-2000099/3000000", "bytes 2999900-2999999/3000000");
        byte[] expected = new byte[300];
        System.arraycopy(file, 0, expected, 0, 100);
        System.arraycopy(file, 2_000_000, expected, 100, 100);
        System.arraycopy(file, 2_999_900, expected, 200, 100);
        assertThat(Files.readAllBytes(directory.resolve("ranges.joined"))).isEqualTo(expected);
        assertThat(Arrays.equals(expected, new byte[300])).isFalse();
    }
}
