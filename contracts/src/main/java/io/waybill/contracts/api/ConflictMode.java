package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Arrays;
import java.util.Locale;

/** What to do when something is already at the path of an upload. */
public enum ConflictMode {
    /** Add a version and keep the earlier ones. The default. */
    VERSION,
    /** Add a version and drop the earlier ones. */
    OVERWRITE,
    /** Take the first free name of {@code name_v2.ext}, {@code name_v3.ext}, …. */
    RENAME,
    /** Refuse with {@code path_conflict}. */
    REJECT;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a name from the wire.
     *
     * @throws WaybillException {@code malformed_request} naming the four modes
     */
    @JsonCreator
    public static ConflictMode of(String wireName) {
        return Arrays.stream(values())
                .filter(mode -> mode.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new WaybillException(
                        ErrorCode.MALFORMED_REQUEST, "The conflict mode is version, overwrite, rename or reject."));
    }
}
