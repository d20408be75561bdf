package io.waybill.metadata.statistics;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * Some days in a row, in UTC.
 *
 * @param first the first of them
 * @param last the last of them
 */
public record DayRange(LocalDate first, LocalDate last) {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;

    /**
     * Reads the parameters of a request; null means the last 30 days.
     *
     * @throws WaybillException {@code malformed_request} for what are no days, or more than 366
     */
    public static DayRange of(String from, String to, LocalDate today) {
        LocalDate last = to == null ? today : day("to", to);
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1L) : day("from", from);
        if (first.isAfter(last) || first.isBefore(last.minusDays(MOST_DAYS - 1L))) {
            throw malformed("The days go from the earlier to the later, at most " + MOST_DAYS + " of them.");
        }
        return new DayRange(first, last);
    }

    private static LocalDate day(String parameter, String value) {
        try {
            LocalDate day = LocalDate.parse(value);
            if (day.getYear() >= 1970 && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeParseException noDay) {
            // the same answer as for a day out of range
        }
        throw malformed("'" + parameter + "' is a day such as 2026-11-20.");
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
