package io.waybill.transfer.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * One stored file of a ZIP archive (PKWARE APPNOTE 6.3.10), as its headers say it: not compressed, its name in UTF-8, with the
 * Zip64 fields only where a number needs them, so that old readers can read what they are able to.
 *
 * @param name at most 65 535 bytes of UTF-8
 * @param sizeBytes its size
 * @param crc32 the CRC-32 of its bytes
 * @param modified when they last changed; to the second
 */
record ZipEntry(String name, long sizeBytes, long crc32, Instant modified) {
    static final long MAX_32 = 0xFFFFFFFFL;
    static final short VERSION_ZIP64 = 45;
    /** Made on Unix, where the mode of the file is in the upper half of the attributes. */
    static final short MADE_BY = 3 << 8 | VERSION_ZIP64;

    private static final short VERSION_STORED = 20;
    private static final short NAME_IS_UTF8 = 1 << 11;
    private static final int LOCAL_BYTES = 30;
    private static final int DIRECTORY_BYTES = 46;
    private static final int TIME_BYTES = 9;
    private static final int REGULAR_FILE = 0100644 << 16;
    private static final int DOS_EPOCH = 1980;
    private static final int DOS_LAST = 2107;

    /** How many bytes header and content take. */
    long localBytes() {
        return localHeaderBytes() + sizeBytes;
    }

    /** How long {@link #localHeader()} is. */
    int localHeaderBytes() {
        return LOCAL_BYTES + nameBytes().length + TIME_BYTES + (isLarge() ? 4 + 2 * Long.BYTES : 0);
    }

    /** What stands before its content. */
    byte[] localHeader() {
        byte[] text = nameBytes();
        int zip64 = isLarge() ? 2 * Long.BYTES : 0;
        byte[] header = new byte[localHeaderBytes()];
        ByteBuffer out = little(header);
        out.putInt(0x04034b50).putShort(isLarge() ? VERSION_ZIP64 : VERSION_STORED);
        putFacts(out, text, zip64);
        out.put(text);
        if (zip64 > 0) {
            out.putShort((short) 1).putShort((short) zip64).putLong(sizeBytes).putLong(sizeBytes);
        }
        putTime(out);
        return header;
    }

    /** How long {@link #directoryRecord} is for an entry at {@code offset}. */
    int directoryRecordBytes(long offset) {
        return DIRECTORY_BYTES + nameBytes().length + TIME_BYTES + zip64Block(zip64InDirectory(offset));
    }

    /** What the directory at the end says of it; its header is at {@code offset}. */
    byte[] directoryRecord(long offset) {
        byte[] text = nameBytes();
        int zip64 = zip64InDirectory(offset);
        byte[] entry = new byte[directoryRecordBytes(offset)];
        ByteBuffer out = little(entry);
        out.putInt(0x02014b50).putShort(MADE_BY).putShort(zip64 > 0 ? VERSION_ZIP64 : VERSION_STORED);
        putFacts(out, text, zip64);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putInt(REGULAR_FILE).putInt((int) Math.min(offset, MAX_32));
        out.put(text);
        if (zip64 > 0) {
            out.putShort((short) 1).putShort((short) zip64);
            if (isLarge()) {
                out.putLong(sizeBytes).putLong(sizeBytes);
            }
            if (offset >= MAX_32) {
                out.putLong(offset);
            }
        }
        putTime(out);
        return entry;
    }

    private void putFacts(ByteBuffer out, byte[] text, int zip64) {
        LocalDateTime time = LocalDateTime.ofInstant(modified, ZoneOffset.UTC);
        int year = Math.max(0, Math.min(time.getYear(), DOS_LAST) - DOS_EPOCH);
        out.putShort(NAME_IS_UTF8).putShort((short) 0);
        out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
        out.putShort((short) (year << 9 | time.getMonthValue() << 5 | time.getDayOfMonth()));
        out.putInt((int) crc32);
        out.putInt((int) Math.min(sizeBytes, MAX_32)).putInt((int) Math.min(sizeBytes, MAX_32));
        out.putShort((short) text.length).putShort((short) (zip64Block(zip64) + TIME_BYTES));
    }

    /** Unix time, so that nobody has to guess a zone (Info-ZIP's extra field 0x5455). */
    private void putTime(ByteBuffer out) {
        long seconds = Math.max(0, Math.min(modified.getEpochSecond(), Integer.MAX_VALUE));
        out.putShort((short) 0x5455).putShort((short) 5).put((byte) 1).putInt((int) seconds);
    }

    private int zip64InDirectory(long offset) {
        return (isLarge() ? 2 * Long.BYTES : 0) + (offset >= MAX_32 ? Long.BYTES : 0);
    }

    private static int zip64Block(int fieldBytes) {
        return fieldBytes == 0 ? 0 : 4 + fieldBytes;
    }

    private boolean isLarge() {
        return sizeBytes >= MAX_32;
    }

    private byte[] nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
