package io.waybill.transfer.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.bouncycastle.crypto.SavableDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResumableSha256Test {
    @Test
    void agreesWithTheJdkHoweverOftenItIsSavedAndGoneOnWith() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            ResumableSha256 digest = ResumableSha256.start();
            int done = 0;
            while (done < bytes.length) {
                int next = Math.min(bytes.length - done, 1 + random.nextInt(200));
                digest.update(random.nextBoolean() ? direct(bytes, done, next) : ByteBuffer.wrap(bytes, done, next));
                done += next;
                if (random.nextBoolean()) {
                    digest = ResumableSha256.resume(digest.state());
                }
            }

            assertThat(digest.sizeBytes()).isEqualTo(bytes.length);
            assertThat(digest.digest()).as("seed %d", seed).isEqualTo(jdk(bytes));
            assertThat(digest.digest()).as("asked twice").isEqualTo(jdk(bytes));
        }
    }

    @ParameterizedTest
    @EnumSource(Sha256Engine.class)
    void statesTravelBetweenTheEnginesAtEveryCut(Sha256Engine first) {
        byte[] bytes = new byte[200];
        new Random(7).nextBytes(bytes);
        for (Sha256Engine second : Sha256Engine.values()) {
            if (!first.works() || !second.works()) {
                continue;
            }
            for (int cut = 0; cut <= bytes.length; cut++) {
                SavableDigest before = first.start();
                before.update(bytes, 0, cut);
                SavableDigest after =
                        second.restore(Sha256State.decode(first.save(before).encode()));
                after.update(bytes, cut, bytes.length - cut);
                byte[] digest = new byte[32];
                after.doFinal(digest, 0);

                assertThat(Sha256.of(digest))
                        .as("%s to %s at %d", first, second, cut)
                        .isEqualTo(jdk(bytes));
            }
        }
    }

    @Test
    void theSavedFormNeverChanges() {
        ResumableSha256 digest = ResumableSha256.start();
        digest.update(new byte[] {1, 2, 3}, 0, 3);

        assertThat(digest.state())
                .asHexString()
                .isEqualToIgnoringCase("0255BC801D"
                        + "010000000000000003"
                        + "6A09E667BB67AE853C6EF372A54FF53A510E527F9B05688C1F83D9AB5BE0CD19"
                        + "010203");
        assertThat(digest.state().length).isLessThanOrEqualTo(ResumableSha256.MAX_STATE_BYTES);
    }

    @Test
    void theCrcGoesOnFromAnySavedState() {
        byte[] bytes = new byte[100_000];
        new Random(9).nextBytes(bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);

        ResumableSha256 digest = ResumableSha256.start();
        int from = 0;
        for (int to : new int[] {0, 1, 64, 70, 16_384, 16_385, 65_536, 100_000}) {
            digest.update(direct(bytes, from, to - from));
            digest = ResumableSha256.resume(digest.copy().state()).copy();
            from = to;
        }

        assertThat(digest.sums()).isEqualTo(new ContentSums(jdk(bytes), crc.getValue()));
    }

    @Test
    void aStateOfBeforeTheCrcIsGoneOnWithWithoutOne() {
        byte[] bytes = new byte[1_000];
        ResumableSha256 before = ResumableSha256.start();
        before.update(bytes, 0, 300);
        byte[] state = before.state();
        ResumableSha256 old = ResumableSha256.resume(Arrays.copyOfRange(state, 5, state.length));
        old.update(bytes, 300, 700);

        assertThat(old.sums()).isEqualTo(new ContentSums(jdk(bytes), null));
        assertThat(ResumableSha256.resume(old.state()).sums()).isEqualTo(old.sums());
    }

    @Test
    void aDamagedStateIsCorrupt() {
        ResumableSha256 digest = ResumableSha256.start();
        digest.update(new byte[70], 0, 70);
        byte[] state = digest.state();
        byte[] otherFormat = state.clone();
        otherFormat[0] = 9;
        byte[] negativeSize = state.clone();
        negativeSize[6] = (byte) 0x80;

        for (byte[] damaged : new byte[][] {
            null,
            {},
            {1},
            {2},
            {2, 0, 0, 0, 0},
            otherFormat,
            negativeSize,
            Arrays.copyOf(state, state.length - 1),
            Arrays.copyOf(state, state.length + 1)
        }) {
            assertThatThrownBy(() -> ResumableSha256.resume(damaged))
                    .isInstanceOfSatisfying(WaybillException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ErrorCode.CORRUPT));
        }
    }

    private static ByteBuffer direct(byte[] bytes, int offset, int length) {
        return ByteBuffer.allocateDirect(length)
                .put(bytes, offset, length)
                .flip()
                .asReadOnlyBuffer();
    }

    private static Sha256 jdk(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }
}
