package io.waybill.metadata.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    /** From the test of the reference implementation of Argon2. */
    private static final String KNOWN =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void matchesWhatTheReferenceImplementationMade() {
        assertThat(new PasswordHash(KNOWN).matches("password")).isTrue();
        assertThat(new PasswordHash(KNOWN).matches("Password")).isFalse();
    }

    @Test
    void isMadeWithASaltAndParametersThatItNames() {
        PasswordHash one = PasswordHash.of("correct horse", new SecureRandom());
        PasswordHash another = PasswordHash.of("correct horse", new SecureRandom());

        assertThat(one.phc()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(another.phc());
        assertThat(one.matches("correct horse")).isTrue();
        assertThat(one.matches("correct horse ")).isFalse();
        assertThat(one).asString().doesNotContain("$");
    }

    @Test
    void aPasswordIsTheSameHoweverItsAccentsAreTyped() {
        assertThat(PasswordHash.of("caf\u00e9 cr\u00e8me", new SecureRandom()).matches("cafe\u0301 cre\u0300me"))
                .isTrue();
    }

    @Test
    void aFormThatNobodyKnowsMatchesNothing() {
        assertThatThrownBy(() -> new PasswordHash("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA").matches("x"))
                .isInstanceOf(IllegalStateException.class);
    }
}
