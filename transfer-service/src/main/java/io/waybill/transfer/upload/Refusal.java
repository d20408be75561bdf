package io.waybill.transfer.upload;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Map;

/**
 * Why an upload failed for good, kept so that every later question gets the same answer.
 *
 * @param code the stable code
 * @param detail the sentence its client was told
 * @param fields further members of the problem, such as both digests
 */
public record Refusal(ErrorCode code, String detail, Map<String, Object> fields) {
    static Refusal of(WaybillException why) {
        return new Refusal(why.code(), why.getMessage(), why.fields());
    }

    WaybillException toException() {
        WaybillException failure = new WaybillException(code, detail);
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            failure = failure.with(field.getKey(), field.getValue());
        }
        return failure;
    }
}
