package io.waybill.transfer.archive;

import java.nio.ByteBuffer;

/**
 * What stands at the end of a ZIP archive: where the directory is; in the Zip64 form too where a number needs it.
 *
 * @param entries how many there are
 * @param directoryOffset where the directory begins
 * @param directoryBytes how long it is
 */
record ZipEnd(int entries, long directoryOffset, long directoryBytes) {
    private static final int MAX_16 = 0xFFFF;
    private static final int END_BYTES = 22;
    private static final int ZIP64_END_BYTES = 56;
    private static final int ZIP64_LOCATOR_BYTES = 20;

    /** How long the whole archive is. */
    long archiveBytes() {
        return directoryOffset + directoryBytes + sizeBytes();
    }

    /** How long {@link #bytes()} is. */
    int sizeBytes() {
        return END_BYTES + (isZip64() ? ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES : 0);
    }

    byte[] bytes() {
        byte[] bytes = new byte[sizeBytes()];
        ByteBuffer out = ZipEntry.little(bytes);
        if (isZip64()) {
            out.putInt(0x06064b50).putLong(ZIP64_END_BYTES - 12);
            out.putShort(ZipEntry.MADE_BY)
                    .putShort(ZipEntry.VERSION_ZIP64)
                    .putInt(0)
                    .putInt(0);
            out.putLong(entries).putLong(entries).putLong(directoryBytes).putLong(directoryOffset);
            out.putInt(0x07064b50)
                    .putInt(0)
                    .putLong(directoryOffset + directoryBytes)
                    .putInt(1);
        }
        short count = (short) Math.min(entries, MAX_16);
        out.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        out.putInt((int) Math.min(directoryBytes, ZipEntry.MAX_32));
        out.putInt((int) Math.min(directoryOffset, ZipEntry.MAX_32)).putShort((short) 0);
        return bytes;
    }

    private boolean isZip64() {
        return entries >= MAX_16 || directoryOffset >= ZipEntry.MAX_32 || directoryBytes >= ZipEntry.MAX_32;
    }
}
