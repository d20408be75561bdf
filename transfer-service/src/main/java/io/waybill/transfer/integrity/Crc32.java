package io.waybill.transfer.integrity;

/** The CRC-32 of ZIP and gzip (polynomial 0x04C11DB7, reflected): what {@link java.util.zip.CRC32} cannot do. */
public final class Crc32 {
    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;

    /** x to the power of 2^n, modulo the polynomial; after 32 of them they repeat. */
    private static final int[] POWERS = powers();

    private Crc32() {}

    /**
     * The CRC-32 of some bytes followed by others, from those of both: that of the first, multiplied by x to the power of as
     * many bits as come after them.
     */
    public static long combine(long first, long second, long secondBytes) {
        int shift = ONE;
        int place = 3;
        for (long left = secondBytes; left != 0; left >>>= 1) {
            if ((left & 1) == 1) {
                shift = multiply(POWERS[place % POWERS.length], shift);
            }
            place++;
        }
        return Integer.toUnsignedLong(multiply(shift, (int) first)) ^ second;
    }

    /** The product of two polynomials, modulo ours; bit 31 is the coefficient of x^0. */
    private static int multiply(int a, int b) {
        int product = 0;
        int times = b;
        for (int mask = ONE; mask != 0; mask >>>= 1) {
            if ((a & mask) != 0) {
                product ^= times;
            }
            times = (times & 1) == 0 ? times >>> 1 : times >>> 1 ^ POLYNOMIAL;
        }
        return product;
    }

    private static int[] powers() {
        int[] powers = new int[Integer.SIZE];
        powers[0] = ONE >>> 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }
}
