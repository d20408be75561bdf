package io.waybill.transfer.batch;

import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import java.nio.charset.StandardCharsets;

/**
 * One header block of a tar stream (POSIX.1-1988 ustar, POSIX.1-2001 pax, and the long names and sizes of GNU tar).
 *
 * @param name of the entry, with its prefix
 * @param size bytes of its content
 * @param type its kind: {@code 0} is a file
 */
record TarHeader(String name, long size, char type) {
    static final int BLOCK = 512;
    static final char FILE = '0';
    static final char DIRECTORY = '5';
    static final char PAX = 'x';
    static final char PAX_GLOBAL = 'g';
    static final char GNU_LONG_NAME = 'L';

    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int NUMBER_LENGTH = 12;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int PREFIX_LENGTH = 155;

    /** The header in a block of 512 bytes, or null for the block of zeros that ends the stream. */
    static TarHeader parse(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inChecksum = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += inChecksum ? ' ' : block[i] & 0xff;
        }
        if (sum == ' ' * CHECKSUM_LENGTH && block[CHECKSUM] == 0) {
            return null;
        }
        if (octal(block, CHECKSUM, CHECKSUM_LENGTH) != sum) {
            throw malformed("The body is not a tar stream, or it is broken.");
        }
        boolean ustar = text(block, MAGIC, 5).equals("ustar");
        String prefix = ustar ? text(block, PREFIX, PREFIX_LENGTH) : "";
        String name = text(block, 0, NAME_LENGTH);
        char type = block[TYPE] == 0 ? FILE : (char) (block[TYPE] & 0xff);
        return new TarHeader(prefix.isEmpty() ? name : prefix + '/' + name, number(block), type);
    }

    /** How many bytes of nothing follow the content. */
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    static WaybillException malformed(String detail) {
        return Fields.malformed(detail);
    }

    private static long number(byte[] block) {
        if ((block[SIZE] & 0x80) == 0) {
            return octal(block, SIZE, NUMBER_LENGTH);
        }
        long value = 0;
        for (int i = SIZE + NUMBER_LENGTH - Long.BYTES; i < SIZE + NUMBER_LENGTH; i++) {
            value = (value << Byte.SIZE) | (block[i] & 0xff);
        }
        if (value < 0 || (block[SIZE] & 0x7f) != 0) {
            throw malformed("A size in the tar stream is not one.");
        }
        return value;
    }

    private static long octal(byte[] block, int from, int length) {
        String digits = text(block, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, Byte.SIZE);
        } catch (NumberFormatException noNumber) {
            throw malformed("The body is not a tar stream, or it is broken.");
        }
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }
}
