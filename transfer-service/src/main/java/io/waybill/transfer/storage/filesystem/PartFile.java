package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoredPart;
import java.util.regex.Pattern;

/**
 * The file of a part, named {@code <number>-<etag>}: a part stored again with other bytes is another file, so that a
 * writer who was overtaken cannot damage what a newer one has acknowledged.
 */
final class PartFile {
    private static final Pattern ETAG = Pattern.compile("[cs][0-9a-f]{64}");

    private PartFile() {}

    static String name(int number, String etag) {
        StoredPart.requireNumber(number);
        if (etag == null || !ETAG.matcher(etag).matches()) {
            throw new WaybillException(ErrorCode.CORRUPT, "A stored part has an etag that this store never gave.");
        }
        return "%05d-%s".formatted(number, etag);
    }

    static String name(StoredPart part) {
        return name(part.number(), part.etag());
    }
}
