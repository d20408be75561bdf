package io.waybill.system.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt is fetched and checked as docs/records.md says: with curl, OpenSSL and Python's standard library (F-30). */
class RecordsPageIT {
    @TempDir
    Path directory;

    @Test
    void aReceiptIsCheckedWithoutUs() throws Exception {
        Program.need("curl, openssl or python3 is missing: install it to test the examples.", "curl");
        Program.need("curl, openssl or python3 is missing: install it to test the examples.", "openssl");
        Program.need("curl, openssl or python3 is missing: install it to test the examples.", "python3");
        Client alice = Waybill.shared().alice();
        Path script = Recipe.allOf("records.md", directory);
        Map<String, String> environment = Map.of(
                "WAYBILL",
                alice.gateway().toString().replaceAll("/$", ""),
                "AUTH",
                "Authorization: Bearer " + alice.token());

        String said = Program.start(directory, environment, "sh", "-e", script.toString())
                .succeed();

        assertThat(said)
                .contains("Verified OK")
                .contains("\"path\": \"demo/receipt.txt\"")
                .contains("\"sha256\": \"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"");
    }
}
