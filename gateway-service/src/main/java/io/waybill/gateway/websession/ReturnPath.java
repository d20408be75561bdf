package io.waybill.gateway.websession;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.routing.RawPath;
import java.util.List;

/** Where a person goes on after signing in: a path of ours, in the one form that no browser reads as another site. */
final class ReturnPath {
    private static final String HOME = "/";
    private static final int MAX_CHARACTERS = 2048;

    private ReturnPath() {}

    /**
     * The path in the values of {@code return}.
     *
     * @param given none for the home page
     * @throws WaybillException {@code invalid_path} for anything but one path of ours
     */
    static String of(List<String> given) {
        if (given.isEmpty()) {
            return HOME;
        }
        String path = given.get(0);
        if (given.size() > 1 || path.length() > MAX_CHARACTERS) {
            throw new WaybillException(
                    ErrorCode.INVALID_PATH, "The field 'return' is given once, with at most 2048 characters.");
        }
        List<String> segments = RawPath.of(path).segments();
        if (!segments.isEmpty() && segments.get(0).equals("auth")) {
            throw new WaybillException(
                    ErrorCode.INVALID_PATH, "After signing in nobody goes back to where they sign in.");
        }
        return path;
    }
}
