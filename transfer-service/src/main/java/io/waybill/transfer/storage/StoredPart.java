package io.waybill.transfer.storage;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;

/**
 * One durable part of a staged object.
 *
 * @param number 1 to {@link ObjectStore#MAX_PARTS}
 * @param sizeBytes its size
 * @param etag what the store calls exactly these bytes: at most 255 characters, without quotes
 */
public record StoredPart(int number, long sizeBytes, String etag) {
    /**
     * Gives back {@code number} when a part can have it.
     *
     * @throws WaybillException {@code internal} otherwise
     */
    public static int requireNumber(int number) {
        if (number < 1 || number > ObjectStore.MAX_PARTS) {
            throw new WaybillException(ErrorCode.INTERNAL, "A part number is not between 1 and 10000.");
        }
        return number;
    }

    /**
     * Checks that an object can be assembled from {@code parts}: one to 10 000 of them, in rising order.
     *
     * @throws WaybillException {@code internal} otherwise
     */
    public static void requireRising(List<StoredPart> parts) {
        if (parts.isEmpty() || parts.size() > ObjectStore.MAX_PARTS) {
            throw new WaybillException(ErrorCode.INTERNAL, "An object has 1 to 10000 parts.");
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i - 1).number() >= parts.get(i).number()) {
                throw new WaybillException(ErrorCode.INTERNAL, "Parts are not in rising order.");
            }
        }
    }
}
