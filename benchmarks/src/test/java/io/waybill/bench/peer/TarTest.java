package io.waybill.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.bench.http.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class TarTest {
    @Test
    void othersReadWhatIsPacked() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Tar.of(List.of("bench/one", "bench/two"), Content.of(10_000)).writeTo(Channels.newChannel(bytes));

        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (String name : List.of("bench/one", "bench/two")) {
                TarArchiveEntry entry = tar.getNextEntry();
                assertThat(entry.getName()).isEqualTo(name);
                assertThat(entry.isCheckSumOK()).isTrue();
                assertThat(tar.readAllBytes()).hasSize(10_000);
            }
            assertThat(tar.getNextEntry()).isNull();
        }
    }
}
