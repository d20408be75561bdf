package io.waybill.transfer.upload;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;

/**
 * How a parallel upload is cut into parts: all of one size, but for the last, which has the rest.
 *
 * <p>Every part has as many numbers of the store to itself ({@link #slots}) as its 10 000 allow. Bytes that differ never
 * get the same one, so that whoever is late with other bytes cannot touch those that were acknowledged.
 *
 * @param length the size of the file
 * @param partSizeBytes the size of every part but the last
 */
record PartPlan(long length, long partSizeBytes) {
    static PartPlan of(UploadBytes bytes) {
        return new PartPlan(bytes.length(), bytes.partSizeBytes());
    }

    /** How many parts there are; none of an empty file. */
    int count() {
        return (int) ((length + partSizeBytes - 1) / partSizeBytes);
    }

    /** @throws WaybillException {@code malformed_request} when there is no such part */
    void requirePart(int number) {
        if (number < 1 || number > count()) {
            throw Fields.malformed("The parts of this upload are numbered from 1 to " + count() + ".")
                    .with("expected", count())
                    .with("actual", number);
        }
    }

    /** The exact size of part {@code number}. */
    long sizeOf(int number) {
        return number < count() ? partSizeBytes : length - (count() - 1) * partSizeBytes;
    }

    /** @throws WaybillException when a body of {@code bodyBytes} is not part {@code number}: {@code too_large} or {@code inconsistent_length} */
    void requireSize(int number, long bodyBytes) {
        long size = sizeOf(number);
        if (bodyBytes > size) {
            throw new WaybillException(ErrorCode.TOO_LARGE, "The body is longer than this part.")
                    .with("expected", size)
                    .with("actual", bodyBytes);
        }
        if (bodyBytes < size) {
            throw new WaybillException(
                            ErrorCode.INCONSISTENT_LENGTH,
                            "The body is shorter than this part: nothing of it was kept.")
                    .with("expected", size)
                    .with("actual", bodyBytes);
        }
    }

    /** The first number of the store that belongs to part {@code number}. */
    int firstSlot(int number) {
        return (number - 1) * slots() + 1;
    }

    /** The last number of the store that belongs to part {@code number}. */
    int lastSlot(int number) {
        return number * slots();
    }

    private int slots() {
        return PartSize.MAX_PARTS / count();
    }
}
