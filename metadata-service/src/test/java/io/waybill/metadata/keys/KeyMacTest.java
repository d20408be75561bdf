package io.waybill.metadata.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.waybill.contracts.key.ApiKeyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyMacTest {
    private final ApiKeyText key = ApiKeyText.from(new SecureRandom());
    private final ApiKeyText other = ApiKeyText.from(new SecureRandom());
    private final KeyMac mac = new KeyMac(KeyMac.derived(new byte[32]));

    @TempDir
    Path directory;

    @Test
    void whatIsKeptMatchesItsKeyAndNoOther() {
        byte[] kept = mac.of(key.id(), key.digest());

        assertThat(mac.matches(kept, key.id(), key.digest())).isTrue();
        assertThat(mac.matches(kept, key.id(), other.digest())).isFalse();
        assertThat(mac.matches(kept, other.id(), key.digest())).isFalse();
    }

    @Test
    void withAnotherPepperNoKeyIsGood() {
        byte[] kept = mac.of(key.id(), key.digest());

        assertThat(new KeyMac(KeyMac.derived("another".getBytes(StandardCharsets.US_ASCII)))
                        .matches(kept, key.id(), key.digest()))
                .isFalse();
        assertThat(new KeyMac(new byte[32]).matches(kept, key.id(), key.digest()))
                .isFalse();
    }

    @Test
    void aPepperThatCannotBeUsedIsToldInOneSentence() throws IOException {
        Path file = directory.resolve("pepper");

        assertThatIllegalStateException().isThrownBy(() -> KeyMac.read(file)).withMessageContaining("cannot be read");
        Files.writeString(file, "no base64!");
        assertThatIllegalStateException().isThrownBy(() -> KeyMac.read(file)).withMessageContaining("not base64");
        Files.writeString(file, Base64.getEncoder().encodeToString(new byte[31]));
        assertThatIllegalStateException().isThrownBy(() -> KeyMac.read(file)).withMessageContaining("shorter");
        Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        assertThat(KeyMac.read(file)).hasSize(32);
    }
}
