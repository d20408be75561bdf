package io.waybill.metadata.retention;

import io.waybill.contracts.api.RetentionRule;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.metadata.catalog.PathRange;

/**
 * A rule of an owner that makes sense.
 *
 * @param owner whose files it is for
 * @param rule what it says
 */
record KeptRule(String owner, RetentionRule rule) {
    private static final int MOST = 100_000;

    /** @throws WaybillException {@code malformed_request} naming what is wrong */
    static KeptRule of(String owner, RetentionRule rule) {
        if (rule == null || rule.prefix() == null) {
            throw malformed("A rule is a JSON object with a prefix; an empty one is for all files.");
        }
        String prefix = folder(rule.prefix());
        if (rule.keepLast() == null && rule.keepDays() == null) {
            throw malformed("A rule keeps the last versions, or those of some days, or both: keepLast, keepDays.");
        }
        bounded("keepLast", rule.keepLast());
        bounded("keepDays", rule.keepDays());
        boolean labelled = rule.keepLabelled() == null || rule.keepLabelled();
        return new KeptRule(owner, new RetentionRule(prefix, rule.keepLast(), rule.keepDays(), labelled));
    }

    /** @throws WaybillException {@code malformed_request} unless it is empty or a folder with its slash */
    static String folder(String prefix) {
        String plain = PathRange.of(prefix).from();
        if (!plain.isEmpty() && !plain.endsWith("/")) {
            throw malformed("The prefix is a folder: end it with a slash.");
        }
        return plain;
    }

    private static void bounded(String field, Integer value) {
        if (value != null && (value < 1 || value > MOST)) {
            throw malformed("The " + field + " is a number from 1 to " + MOST + ".");
        }
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
