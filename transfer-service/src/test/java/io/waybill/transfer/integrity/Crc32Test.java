package io.waybill.transfer.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32Test {
    @Test
    void twoHalvesMakeTheWholeWhereverTheyAreCut() {
        byte[] bytes = new byte[4_096];
        new Random(3).nextBytes(bytes);

        for (int cut = 0; cut <= bytes.length; cut++) {
            long whole = Crc32.combine(crc(bytes, 0, cut), crc(bytes, cut, bytes.length - cut), bytes.length - cut);

            assertThat(whole).as("cut at %d", cut).isEqualTo(crc(bytes, 0, bytes.length));
        }
    }

    @Test
    void theSecondMayBeLongerThanAnyInt() {
        long letter = crc(new byte[] {'a'}, 0, 1);
        long gib4 = zeros(32);
        long gib8 = zeros(33);

        assertThat(Crc32.combine(letter, gib8, 1L << 33))
                .isEqualTo(Crc32.combine(Crc32.combine(letter, gib4, 1L << 32), gib4, 1L << 32));
    }

    /** Of 2^{@code power} zeros, doubled from 64 KiB. */
    private static long zeros(int power) {
        long crc = crc(new byte[1 << 16], 0, 1 << 16);
        for (int i = 16; i < power; i++) {
            crc = Crc32.combine(crc, crc, 1L << i);
        }
        return crc;
    }

    private static long crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return crc.getValue();
    }
}
