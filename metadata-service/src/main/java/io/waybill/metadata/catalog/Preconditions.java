package io.waybill.metadata.catalog;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Evaluates {@code If-Match} and {@code If-None-Match} (RFC 9110 §13.1) against what is at a path now. */
public final class Preconditions {
    private static final Pattern TAG =
            Pattern.compile("\\G\\s*,?\\s*((?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?=,|$)");

    private Preconditions() {}

    /**
     * Passes when both hold.
     *
     * @param ifMatch a field value, or null
     * @param ifNoneMatch a field value, or null
     * @param current the strong entity tag of what is there, quotes included, or null when nothing is
     * @throws WaybillException {@code precondition_failed}, or {@code malformed_request} when a value is no list of tags
     */
    public static void check(String ifMatch, String ifNoneMatch, String current) {
        if (ifMatch != null && !matches(ifMatch, current, false)) {
            throw failed("The file is not the one that If-Match names: read it again, then decide.", current);
        }
        if (ifNoneMatch != null && matches(ifNoneMatch, current, true)) {
            throw failed("There is already what If-None-Match rules out.", current);
        }
    }

    /** Whether {@code ifNoneMatch}, a field value or null, names what is there: then a reader has it already. */
    public static boolean isKnown(String ifNoneMatch, String current) {
        return ifNoneMatch != null && matches(ifNoneMatch, current, true);
    }

    private static boolean matches(String field, String current, boolean weakly) {
        if (field.strip().equals("*")) {
            return current != null;
        }
        return tags(field, weakly).contains(String.valueOf(current));
    }

    private static Set<String> tags(String field, boolean weakly) {
        Set<String> tags = new HashSet<>();
        Matcher matcher = TAG.matcher(field);
        int end = 0;
        while (matcher.find()) {
            String tag = matcher.group(1);
            tags.add(weakly && tag.startsWith("W/") ? tag.substring(2) : tag);
            end = matcher.end();
        }
        if (tags.isEmpty() || !field.substring(end).isBlank()) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "If-Match and If-None-Match hold * or quoted entity tags.");
        }
        return tags;
    }

    private static WaybillException failed(String detail, String current) {
        WaybillException failure = new WaybillException(ErrorCode.PRECONDITION_FAILED, detail);
        return current == null ? failure : failure.with("actual", current);
    }
}
