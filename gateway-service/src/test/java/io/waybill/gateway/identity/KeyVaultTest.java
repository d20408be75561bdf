package io.waybill.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class KeyVaultTest {
    private final KeyVault vault = new KeyVault(new byte[32]);

    @Test
    void opensWhatItSealed() throws Exception {
        byte[] sealed = vault.seal("a", new byte[] {1, 2, 3});

        assertThat(vault.open("a", sealed)).containsExactly(1, 2, 3);
        assertThat(vault.seal("a", new byte[] {1, 2, 3})).isNotEqualTo(sealed);
    }

    @Test
    void opensNothingThatIsNotItsOwn() {
        byte[] sealed = vault.seal("a", new byte[] {1, 2, 3});
        byte[] otherSecret = new byte[32];
        otherSecret[31] = 1;
        byte[] changed = sealed.clone();
        changed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> vault.open("b", sealed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> vault.open("a", changed)).isInstanceOf(GeneralSecurityException.class);
        for (int length = 0; length < 28; length++) {
            byte[] tooShort = java.util.Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.open("a", tooShort)).isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> new KeyVault(otherSecret).open("a", sealed))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
