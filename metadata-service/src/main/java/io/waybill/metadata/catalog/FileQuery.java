package io.waybill.metadata.catalog;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * A question for files.
 *
 * @param owner whose
 * @param range which stretch of their paths
 * @param oneLevel whether only what lies directly in the folder that is the prefix, with the folders there
 * @param filter which of them
 * @param order their order
 * @param descending whether the order is turned around
 */
public record FileQuery(
        String owner, PathRange range, boolean oneLevel, FileFilter filter, FileOrder order, boolean descending) {
    private static final int FINGERPRINT_BYTES = 8;

    /**
     * Reads the parameters of a request.
     *
     * @param owner whose files
     * @param parameter gives the value of a name, or null
     * @throws WaybillException {@code malformed_request} when one makes no sense
     */
    static FileQuery of(String owner, UnaryOperator<String> parameter) {
        PathRange range = PathRange.of(parameter.apply("prefix"));
        boolean oneLevel = oneLevel(parameter.apply("delimiter"), range);
        return new FileQuery(
                owner,
                range,
                oneLevel,
                FileFilter.of(parameter),
                FileOrder.of(parameter.apply("sort")),
                descending(parameter.apply("order")));
    }

    /** Tells this question from every other: a cursor of one is none of the other. */
    String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean oneLevel(String delimiter, PathRange range) {
        if (delimiter == null) {
            return false;
        }
        if (!delimiter.equals("/")) {
            throw malformed("The delimiter is a slash, or left out.");
        }
        if (!range.from().isEmpty() && !range.from().endsWith("/")) {
            throw malformed("With a delimiter the prefix is a folder: end it with a slash.");
        }
        return true;
    }

    private static boolean descending(String order) {
        if (order == null || order.equals("asc")) {
            return false;
        }
        if (order.equals("desc")) {
            return true;
        }
        throw malformed("The order is asc or desc.");
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
